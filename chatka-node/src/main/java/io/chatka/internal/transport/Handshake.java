package io.chatka.internal.transport;

import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.RoomNames;
import io.chatka.internal.protocol.UserNames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An opening handshake that can be answered with 101 (RFC 6455, section 4.2).
 *
 * @param accept the value of {@code Sec-WebSocket-Accept}
 * @param protocols the subprotocols that the client offers
 * @param room to join at once, or null
 * @param name the name that the client asks for, or null
 * @param token of the address; null for none
 */
record Handshake(String accept, List<String> protocols, String room, String name, String token) {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String ANSWER = """
            HTTP/1.1 101 Switching Protocols\r
            upgrade: websocket\r
            connection: upgrade\r
            sec-websocket-accept:\s""";
    private static final String SELECTED = "\r\nsec-websocket-protocol: ";

    private static final String EXTENSIONS = "\r\nsec-websocket-extensions: ";

    /** Bytes of the longest answer. */
    static final int MAX_ANSWER = 384;

    private static final int KEY_BYTES = 16;
    private static final int KEY_LENGTH = 24;
    private static final int MAX_PARAMETERS = 16;
    private static final String NOT_ENCODED = "the path and the query have to be percent-encoded UTF-8";

    /** The decoder puts this in place of bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\ufffd';

    /** A handshake that is answered with another status. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient HttpResponseStatus status;
        private final ErrorCode code;

        RefusedException(HttpResponseStatus status, ErrorCode code, String message) {
            super(message, null, false, false);
            this.status = status;
            this.code = code;
        }

        HttpResponseStatus status() {
            return status;
        }

        ErrorCode code() {
            return code;
        }
    }

    /**
     * @param http says whose pages may connect, and whether the address may have a token
     * @throws ClientException if the room or the name is not valid
     */
    static Handshake read(HttpRequest request, HttpSettings http) throws RefusedException, ClientException {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            throw refused(HttpResponseStatus.METHOD_NOT_ALLOWED, "a WebSocket handshake is a GET");
        }
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            throw refused(
                    HttpResponseStatus.BAD_REQUEST,
                    "this is a WebSocket endpoint: the request has to ask for an upgrade");
        }
        if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            throw refused(HttpResponseStatus.UPGRADE_REQUIRED, "the WebSocket version has to be 13");
        }
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "");
        if (!isKey(key)) {
            throw refused(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key has to be 16 bytes in base64");
        }
        if (!http.origins().mayConnect(headers)) {
            throw new RefusedException(
                    HttpResponseStatus.FORBIDDEN,
                    ErrorCode.UNAUTHORIZED,
                    "pages of this origin may not connect; add it to chatka.server.allowed-origins");
        }
        QueryStringDecoder uri = decode(request.uri());
        return new Handshake(accept(key), protocols(headers), room(uri), name(uri), token(uri, http));
    }

    /**
     * Writes the response that makes a WebSocket of the connection; at most {@link #MAX_ANSWER}
     * bytes.
     *
     * @param protocol the subprotocol in use; named only if the client offered it
     * @param compression the extension in use, or null
     */
    void writeAnswer(ByteBuf target, String protocol, String compression) {
        ByteBufUtil.writeAscii(target, ANSWER);
        ByteBufUtil.writeAscii(target, accept);
        if (protocols.contains(protocol)) {
            ByteBufUtil.writeAscii(target, SELECTED);
            ByteBufUtil.writeAscii(target, protocol);
        }
        if (compression != null) {
            ByteBufUtil.writeAscii(target, EXTENSIONS);
            ByteBufUtil.writeAscii(target, compression);
        }
        ByteBufUtil.writeAscii(target, "\r\n\r\n");
    }

    private static QueryStringDecoder decode(String uri) throws RefusedException {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MAX_PARAMETERS);
            decoder.path();
            decoder.parameters();
            return decoder;
        } catch (IllegalArgumentException notEncoded) {
            throw refused(HttpResponseStatus.BAD_REQUEST, NOT_ENCODED);
        }
    }

    private static String room(QueryStringDecoder uri) throws ClientException {
        String path = uri.path();
        return path.equals("/ws") ? null : RoomNames.requireValid(path.substring("/ws/".length()));
    }

    private static String name(QueryStringDecoder uri) throws RefusedException, ClientException {
        List<String> names = uri.parameters().get("name");
        if (names == null) {
            return null;
        }
        if (names.get(0).indexOf(REPLACEMENT) >= 0) {
            throw refused(HttpResponseStatus.BAD_REQUEST, NOT_ENCODED);
        }
        return UserNames.requireValid(names.get(0));
    }

    private static String token(QueryStringDecoder uri, HttpSettings http) throws RefusedException {
        List<String> tokens = uri.parameters().get("token");
        if (tokens == null) {
            return null;
        }
        if (!http.credentials().tokenInQuery()) {
            throw refused(
                    HttpResponseStatus.BAD_REQUEST,
                    "a token in the address ends up in access logs; send it in hello, or as \"Authorization: Bearer\"");
        }
        return tokens.get(0);
    }

    private static boolean isKey(String key) {
        try {
            // Checks the length as well, since the decoder accepts a key without padding.
            return key.length() == KEY_LENGTH && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static List<String> protocols(HttpHeaders headers) {
        List<String> protocols = new ArrayList<>();
        for (String header : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String protocol : header.split(",")) {
                protocols.add(protocol.trim());
            }
        }
        return protocols;
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }

    private static RefusedException refused(HttpResponseStatus status, String message) {
        return new RefusedException(status, ErrorCode.BAD_FIELD, message);
    }
}
