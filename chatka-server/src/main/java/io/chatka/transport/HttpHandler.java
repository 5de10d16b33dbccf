package io.chatka.transport;

import io.chatka.actor.ChatSupervisor;
import io.chatka.fault.FaultLog;
import io.chatka.meter.NodeMeter;
import io.chatka.protocol.ClientException;
import io.chatka.protocol.ErrorCode;
import io.chatka.protocol.Frames;
import io.chatka.transport.deflate.DeflateOffers;
import io.chatka.transport.proxy.ClientAddresses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
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
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'";

    private final Shared shared;
    private final NettyLane lane;
    private final TimingWheel.Entry deadline;
    private HttpRequest request;

    /** What all handlers of a transport share. */
    record Shared(
            TransportSettings settings,
            Admission admission,
            ClientAddresses clients,
            NodeMeter meter,
            Health health,
            ActorRef<ChatSupervisor.Command> supervisor,
            WebFiles files,
            DirectWriter directWriter,
            Subprotocol subprotocol,
            WebSocketDecoderConfig frames,
            WebSocketDecoderConfig deflatedFrames) {
        Shared(
                TransportSettings settings,
                Admission admission,
                ClientAddresses clients,
                NodeMeter meter,
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
                    health,
                    supervisor,
                    files,
                    directWriter,
                    subprotocol,
                    frames(settings, false),
                    frames(settings, true));
        }

        /** The same with settings for those who come from now on. */
        Shared with(TransportSettings others, Subprotocol spoken) {
            return new Shared(others, admission, clients, meter, health, supervisor, files, directWriter, spoken);
        }

        /** @param deflated whether the first reserved bit may be set, and any other: InboundMessages looks at that */
        static WebSocketDecoderConfig frames(TransportSettings settings, boolean deflated) {
            return WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(settings.frame())
                    .expectMaskedFrames(true)
                    .allowExtensions(deflated)
                    .closeOnProtocolViolation(false)
                    .withUTF8Validator(false)
                    .build();
        }
    }

    HttpHandler(Shared shared, NettyLane lane, Channel channel) {
        this.shared = shared;
        this.lane = lane;
        this.deadline = new TimingWheel.Entry() {
            @Override
            void expired() {
                channel.close();
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        lane.wheel().schedule(deadline, lane.ticks(shared.settings.handshake()));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        lane.wheel().cancel(deadline);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpRequest started) {
            request = started;
        }
        if (part.decoderResult().isFailure()) {
            refuseMalformed(context, part.decoderResult().cause());
        } else if (part instanceof HttpContent body && body.content().isReadable()) {
            refuse(
                    context,
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    ErrorCode.BAD_FIELD,
                    "nothing here takes a body");
        } else if (part instanceof LastHttpContent) {
            answer(context);
        }
    }

    private void answer(ChannelHandlerContext context) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED, ErrorCode.BAD_FIELD, "only GET is answered here");
            return;
        }
        if (request.headers().getAll(HttpHeaderNames.HOST).size() > 1) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, ErrorCode.BAD_FIELD, "a request has one Host header");
            return;
        }
        String path = request.uri().split("\\?", 2)[0];
        if (path.equals("/ws") || path.startsWith("/ws/")) {
            handshake(context);
        } else {
            serve(context, path);
        }
    }

    private void handshake(ChannelHandlerContext context) {
        Handshake handshake;
        try {
            handshake = Handshake.read(request, shared.settings.allowedOrigins());
        } catch (Handshake.RefusedException refused) {
            refuse(context, refused.status(), refused.code(), refused.getMessage());
            return;
        } catch (ClientException bad) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, bad.code(), bad.getMessage());
            return;
        }
        InetAddress client = shared.clients.of(context.channel(), request.headers());
        if (shared.health.shortOfMemory()) {
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
            upgrade(context, handshake);
        }
    }

    private void upgrade(ChannelHandlerContext context, Handshake handshake) {
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
        pipeline.remove(HttpResponseEncoder.class);
        pipeline.remove(HttpRequestDecoder.class);
        shared.supervisor.tell(
                new ChatSupervisor.Connect(connection, handshake.name(), handshake.room(), connection::attach));
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
                    "there is the page at /, and WebSocket at /ws and /ws/{room}");
            return;
        }
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
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, keepAlive);
        ChannelFuture written = context.writeAndFlush(response);
        if (keepAlive) {
            lane.wheel().schedule(deadline, lane.ticks(shared.settings.handshake()));
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void tellHealth(ChannelHandlerContext context, Health.Page page) {
        FullHttpResponse response = json(HttpResponseStatus.valueOf(page.status()), page.json());
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        last(context, response);
    }

    private void refuseMalformed(ChannelHandlerContext context, Throwable cause) {
        HttpResponseStatus status = cause instanceof TooLongHttpLineException
                ? HttpResponseStatus.REQUEST_URI_TOO_LONG
                : cause instanceof TooLongHttpHeaderException
                        ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                        : HttpResponseStatus.BAD_REQUEST;
        refuse(context, status, ErrorCode.BAD_FIELD, "this is no HTTP request that can be answered");
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
        context.channel().config().setAutoRead(false);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        // RFC 9110, 9.3.2: the headers are those of a GET, and there is no body.
        boolean toHead = request != null && request.method().equals(HttpMethod.HEAD);
        context.writeAndFlush(toHead ? response.replace(Unpooled.EMPTY_BUFFER) : response)
                .addListener(ChannelFutureListener.CLOSE);
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
