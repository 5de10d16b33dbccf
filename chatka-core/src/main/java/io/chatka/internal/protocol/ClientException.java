package io.chatka.internal.protocol;

/** A refused command. The client gets the message, which names what was wrong and what would be right. */
public final class ClientException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final transient CommandId id;

    public ClientException(ErrorCode code, String message) {
        this(code, message, null);
    }

    private ClientException(ErrorCode code, String message, CommandId id) {
        // No stack trace: bad input is the client's fault, and arrives in floods.
        super(message, null, false, false);
        this.code = code;
        this.id = id;
    }

    /** The same refusal as the reply to a command. */
    public ClientException repliesTo(CommandId commandId) {
        return new ClientException(code, getMessage(), commandId);
    }

    public ErrorCode code() {
        return code;
    }

    /** The refused command's id, or null. */
    public CommandId id() {
        return id;
    }
}
