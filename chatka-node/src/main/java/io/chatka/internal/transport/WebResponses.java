package io.chatka.internal.transport;

import io.chatka.api.WebFiles;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Web files as answers. A page of another origin that may connect may load them, too (Fetch
 * Standard, section 3.3: CORS).
 */
final class WebResponses {
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'";
    private static final int PREFLIGHT_SECONDS = 600;

    private WebResponses() {}

    static FullHttpResponse file(HttpRequest request, WebFiles.WebFile file, Origins origins) {
        boolean known = file.etag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        boolean withBody = !known && request.method().equals(HttpMethod.GET);
        ByteBuf body = withBody ? Unpooled.wrappedBuffer(file.bytes()) : Unpooled.EMPTY_BUFFER;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, file.contentType())
                .set(HttpHeaderNames.ETAG, file.etag())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE)
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY)
                .set("x-content-type-options", "nosniff")
                .set("referrer-policy", "no-referrer");
        if (!known) {
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, file.bytes().length);
        }
        allow(response.headers(), origins.mayRead(request.headers()));
        return response;
    }

    /**
     * The answer to a CORS preflight; null if this is none, or the page's origin is not allowed.
     */
    static FullHttpResponse preflight(HttpRequest request, Origins origins) {
        String origin = origins.mayRead(request.headers());
        if (origin == null || !request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
            return null;
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")
                .setInt(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
        allow(response.headers(), origin);
        return response;
    }

    private static void allow(HttpHeaders headers, String origin) {
        // Caches keep one answer for each origin, also for origins that are not allowed.
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        if (origin != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
    }
}
