package io.chatka.internal.transport;

import io.chatka.api.Authentication;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/**
 * The answers to requests that are refused: a status, and an {@code error} frame as JSON that says
 * why.
 */
final class HttpRefusals {
    private HttpRefusals() {}

    static FullHttpResponse of(HttpResponseStatus status, ErrorCode code, String message) {
        FullHttpResponse response = json(status, Frames.error(null, code, message, -1));
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        } else if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        return response;
    }

    /** A refusal with {@code Retry-After}: the client may try again in some seconds. */
    static FullHttpResponse forNow(String message) {
        int seconds = Admission.retryAfterSeconds();
        FullHttpResponse response = json(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                Frames.error(null, ErrorCode.UNAVAILABLE, message, seconds * 1000L));
        response.headers().setInt(HttpHeaderNames.RETRY_AFTER, seconds);
        return response;
    }

    /** The answer to a handshake whose token is refused (RFC 6750, section 3). */
    static FullHttpResponse unauthorized(Authentication.Refused refused) {
        if (refused.reason() == Authentication.Reason.UNAVAILABLE) {
            return forNow(refused.message());
        }
        FullHttpResponse response = of(HttpResponseStatus.UNAUTHORIZED, ErrorCode.UNAUTHORIZED, refused.message());
        response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        return response;
    }

    /** @param cause what the decoder says of a request that it cannot read */
    static FullHttpResponse malformed(Throwable cause, int maxRequestLine, int maxHeaders) {
        if (cause instanceof TooLongHttpLineException) {
            return of(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    ErrorCode.BAD_FIELD,
                    "the request line is longer than " + maxRequestLine + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return of(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    ErrorCode.BAD_FIELD,
                    "the request's headers, cookies among them, are larger than " + maxHeaders
                            + " bytes, which chatka.limits.headers allows");
        }
        return of(HttpResponseStatus.BAD_REQUEST, ErrorCode.BAD_FIELD, "this is no HTTP request that can be answered");
    }

    static FullHttpResponse json(HttpResponseStatus status, byte[] json) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(json));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set("x-content-type-options", "nosniff")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, json.length);
        return response;
    }
}
