package io.chatka.verify.ledger;

/**
 * Why not all is quiet.
 *
 * @param reason the rest of a sentence that begins with the client
 */
public record Unsettled(int client, String reason) {
    @Override
    public String toString() {
        return "client " + client + ' ' + reason;
    }
}
