package io.chatka.internal.transport;

import io.chatka.api.WebFiles;
import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.transport.deflate.DeflateOffers;
import io.chatka.internal.transport.proxy.ClientAddresses;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.io.IOException;
import java.net.InetAddress;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a new socket speaks first: HTTP. Serves the page, refuses what cannot become a session, and on a good handshake
 * gives the pipeline over to a {@link NettyConnection}.
 */
final class HttpHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final FaultLog FAULTS = FaultLog.of(HttpHandler.class);
    private static final int MAX_REQUEST_LINE = 4096;

    private final Shared shared;
    private final NettyLane lane;
    private final RequestDeadline deadline;
    private HttpRequest request;

    /** Nothing that follows on this socket is answered. */
    private boolean ended;

    /**
     * What all handlers of a transport share.
     *
     * @param http how requests are read
     */
    record Shared(
            TransportSettings settings,
            Admission admission,
            ClientAddresses clients,
            NodeMeter meter,
            Refusals refusals,
            Health health,
            ActorRef<ChatSupervisor.Command> supervisor,
            WebFiles files,
            DirectWriter directWriter,
            Subprotocol subprotocol,
            HttpDecoderConfig http,
            WebSocketDecoderConfig frames,
            WebSocketDecoderConfig deflatedFrames) {
        Shared(
                TransportSettings settings,
                Admission admission,
                ClientAddresses clients,
                NodeMeter meter,
                Refusals refusals,
                Health health,
                ActorRef<ChatSupervisor.Command> supervisor,
                WebFiles files,
                DirectWriter directWriter,
                Subprotocol subprotocol) {
            this(
                    settings,
                    admission,
                    clients,
                    meter,
                    refusals,
                    health,
                    supervisor,
                    files,
                    directWriter,
                    subprotocol,
                    new HttpDecoderConfig()
                            .setMaxInitialLineLength(MAX_REQUEST_LINE)
                            .setMaxHeaderSize(settings.http().headers()),
                    frames(settings, false),
                    frames(settings, true));
        }

        /** The same with settings for those who come from now on. */
        Shared with(TransportSettings others, Subprotocol spoken) {
            return new Shared(
                    others, admission, clients, meter, refusals, health, supervisor, files, directWriter, spoken);
        }

        /** @param deflated whether the first reserved bit may be set, and any other: InboundMessages looks at that */
        static WebSocketDecoderConfig frames(TransportSettings settings, boolean deflated) {
            return WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(settings.limits().frame())
                    .expectMaskedFrames(true)
                    .allowExtensions(deflated)
                    .closeOnProtocolViolation(false)
                    .withUTF8Validator(false)
                    .build();
        }
    }

    HttpHandler(Shared shared, NettyLane lane, RequestDeadline deadline) {
        this.shared = shared;
        this.lane = lane;
        this.deadline = deadline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (ended) {
            return;
        }
        if (part instanceof HttpRequest started) {
            request = started;
        }
        if (part.decoderResult().isFailure()) {
            refuseMalformed(context, part.decoderResult().cause());
        } else if (part instanceof HttpContent body && body.content().isReadable()) {
            refuseHalf(context, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "nothing here takes a body");
        } else if (part instanceof LastHttpContent) {
            answer(context);
        }
    }

    private void answer(ChannelHandlerContext context) {
        if (!context.channel().isWritable()) {
            // Asks for one page after the other, and reads none of them.
            context.close();
            return;
        }
        String path = request.uri().split("\\?", 2)[0];
        if (request.method().equals(HttpMethod.OPTIONS) && shared.files.at(path) != null) {
            FullHttpResponse allowed =
                    WebResponses.preflight(request, shared.settings.http().origins());
            if (allowed != null) {
                keep(context, allowed);
                return;
            }
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED, ErrorCode.BAD_FIELD, "only GET is answered here");
            return;
        }
        if (request.headers().getAll(HttpHeaderNames.HOST).size() > 1) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, ErrorCode.BAD_FIELD, "a request has one Host header");
            return;
        }
        if (path.equals("/ws") || path.startsWith("/ws/")) {
            handshake(context);
        } else {
            serve(context, path);
        }
    }

    private void handshake(ChannelHandlerContext context) {
        Handshake handshake;
        try {
            handshake = Handshake.read(request, shared.settings.http().origins());
        } catch (Handshake.RefusedException refused) {
            if (refused.status().equals(HttpResponseStatus.FORBIDDEN)) {
                shared.refusals.origin(String.join(", ", request.headers().getAll(HttpHeaderNames.ORIGIN)));
            }
            refuse(context, refused.status(), refused.code(), refused.getMessage());
            return;
        } catch (ClientException bad) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, bad.code(), bad.getMessage());
            return;
        }
        InetAddress client = shared.clients.of(context.channel(), request.headers());
        if (shared.health.starting()) {
            refuseForNow(context, "this node is not ready yet");
        } else if (shared.health.shortOfMemory()) {
            shared.meter.limited(NodeMeter.Limit.MEMORY);
            refuseForNow(context, "this node is short of memory");
        } else if (!shared.admission.tryHandshake(System.nanoTime())) {
            shared.meter.limited(NodeMeter.Limit.HANDSHAKES);
            refuseForNow(context, "too many connections are being made at once");
        } else if (!shared.admission.addresses().tryOpen(client)) {
            shared.meter.limited(NodeMeter.Limit.ADDRESSES);
            refuseForNow(context, "your address has as many connections as it may have");
        } else if (!shared.admission.tryOpenConnection()) {
            shared.meter.limited(NodeMeter.Limit.CONNECTIONS);
            shared.admission.addresses().closed(client);
            refuseForNow(context, "this node has as many connections as it may have");
        } else {
            // Held as long as the connection is: must not hold this handler, and with it the request.
            Admission admission = shared.admission;
            context.channel().closeFuture().addListener(closed -> {
                admission.connectionClosed();
                admission.addresses().closed(client);
            });
            upgrade(context, handshake, client);
        }
    }

    private void upgrade(ChannelHandlerContext context, Handshake handshake, InetAddress client) {
        String compression = compression();
        var frames = new FrameDecoder(compression == null ? shared.frames : shared.deflatedFrames);
        var connection = new NettyConnection(
                context.channel(),
                lane,
                shared.settings,
                shared.meter,
                frames,
                shared.subprotocol,
                shared.directWriter,
                handshake.room() == null ? 0 : 1);
        var pipeline = context.pipeline();
        connection.accept(handshake, compression);
        pipeline.addLast(frames, connection);
        pipeline.remove(this);
        pipeline.remove(deadline);
        pipeline.remove(HttpResponseEncoder.class);
        pipeline.remove(HttpRequestDecoder.class);
        shared.supervisor.tell(
                new ChatSupervisor.Connect(connection, handshake.name(), handshake.room(), client, connection::attach));
    }

    /** How messages are compressed on this connection, as the client is told; null if they are not. */
    private String compression() {
        return shared.settings.compression().enabled()
                ? DeflateOffers.answer(request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS))
                : null;
    }

    private void serve(ChannelHandlerContext context, String path) {
        Health.Page health = shared.health.at(path);
        if (health != null) {
            tellHealth(context, health);
            return;
        }
        WebFiles.WebFile file = shared.files.at(path);
        if (file == null) {
            refuse(
                    context,
                    HttpResponseStatus.NOT_FOUND,
                    ErrorCode.BAD_FIELD,
                    "nothing is served at this path; WebSocket is at /ws and /ws/{room}");
            return;
        }
        keep(context, WebResponses.file(request, file, shared.settings.http().origins()));
    }

    /** Answers; another request may follow on this socket, unless the client wants none or does not read. */
    private void keep(ChannelHandlerContext context, FullHttpResponse response) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, keepAlive);
        ChannelFuture written = context.writeAndFlush(response);
        if (keepAlive && context.channel().isWritable()) {
            deadline.answered();
        } else {
            end(context);
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void tellHealth(ChannelHandlerContext context, Health.Page page) {
        FullHttpResponse response = json(HttpResponseStatus.valueOf(page.status()), page.json());
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        last(context, response);
    }

    private void refuseMalformed(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            refuseHalf(
                    context,
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "the request line is longer than " + MAX_REQUEST_LINE + " bytes");
        } else if (cause instanceof TooLongHttpHeaderException) {
            int limit = shared.settings.http().headers();
            shared.refusals.headers(limit);
            refuseHalf(
                    context,
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "the request's headers, cookies among them, are larger than " + limit
                            + " bytes, which chatka.limits.headers allows");
        } else {
            refuseHalf(context, HttpResponseStatus.BAD_REQUEST, "this is no HTTP request that can be answered");
        }
    }

    /** Refuses what has not been read to its end: the rest is thrown away, so that the answer arrives. */
    private void refuseHalf(ChannelHandlerContext context, HttpResponseStatus status, String message) {
        FullHttpResponse response = json(status, Frames.error(null, ErrorCode.BAD_FIELD, message, -1));
        Lingering.close(context.channel(), writeLast(context, response));
    }

    private void refuseForNow(ChannelHandlerContext context, String message) {
        int seconds = Admission.retryAfterSeconds();
        FullHttpResponse response = json(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                Frames.error(null, ErrorCode.UNAVAILABLE, message, seconds * 1000L));
        response.headers().setInt(HttpHeaderNames.RETRY_AFTER, seconds);
        last(context, response);
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status, ErrorCode code, String message) {
        FullHttpResponse response = json(status, Frames.error(null, code, message, -1));
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        } else if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        last(context, response);
    }

    private static FullHttpResponse json(HttpResponseStatus status, byte[] json) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(json));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set("x-content-type-options", "nosniff")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, json.length);
        return response;
    }

    /** Answers, and closes: after a refusal nothing more is expected on this socket. */
    private void last(ChannelHandlerContext context, FullHttpResponse response) {
        writeLast(context, response).addListener(ChannelFutureListener.CLOSE);
    }

    private ChannelFuture writeLast(ChannelHandlerContext context, FullHttpResponse response) {
        end(context);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        // RFC 9110, 9.3.2: the headers are those of a GET, and there is no body.
        boolean toHead = request != null && request.method().equals(HttpMethod.HEAD);
        return context.writeAndFlush(toHead ? response.replace(Unpooled.EMPTY_BUFFER) : response);
    }

    private void end(ChannelHandlerContext context) {
        ended = true;
        context.channel().config().setAutoRead(false);
        deadline.last();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // What clients send, or a client that has gone, is no fault of ours.
        if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
            FAULTS.report("a connection failed before its handshake; it is closed", cause);
        }
        context.close();
    }
}
