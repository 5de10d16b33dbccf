package io.chatka.internal.transport;

import io.chatka.api.Authentication;
import io.chatka.api.WebFiles;
import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.transport.proxy.ClientAddresses;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.io.IOException;
import java.net.InetAddress;

/**
 * A new socket speaks HTTP first. This handler serves web files and health, refuses what cannot
 * become a session, and on a good handshake gives the pipeline over to a {@link NettyConnection}.
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

    /** The handshake waits for the authenticator. */
    private boolean authenticating;

    /** What the handlers of a transport share. */
    record Shared(TransportSettings settings, WebFiles files, RefusalLog refusals, Health health, Door door) {

        /** For new sockets, after a change of the settings. */
        Shared with(TransportSettings others, Subprotocol spoken) {
            return new Shared(others, files, refusals, health, door.with(others, spoken));
        }

        /** How requests are read. */
        HttpDecoderConfig http() {
            return new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_REQUEST_LINE)
                    .setMaxHeaderSize(settings.http().headers());
        }
    }

    /** What makes a connection of a handshake: the gate decides, and the upgrade does it. */
    record Door(ClientAddresses clients, HandshakeIdentity identity, HandshakeGate gate, Upgrade upgrade) {
        Door with(TransportSettings others, Subprotocol spoken) {
            return new Door(clients, identity, gate, upgrade.with(others, spoken));
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
        if (authenticating) {
            // The client did not wait for the answer to its handshake.
            context.close();
            return;
        }
        if (part instanceof HttpRequest started) {
            request = started;
        }
        if (part.decoderResult().isFailure()) {
            refuseMalformed(context, part.decoderResult().cause());
        } else if (part instanceof HttpContent body && body.content().isReadable()) {
            refuseUnread(
                    context,
                    HttpRefusals.of(
                            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                            ErrorCode.BAD_FIELD,
                            "nothing here takes a body"));
        } else if (part instanceof LastHttpContent) {
            answer(context);
        }
    }

    private void answer(ChannelHandlerContext context) {
        if (!context.channel().isWritable()) {
            // The client asks for one page after the other, and reads none of them.
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
        } else if (request.headers().getAll(HttpHeaderNames.HOST).size() > 1) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, ErrorCode.BAD_FIELD, "a request has one Host header");
        } else if (path.equals("/ws") || path.startsWith("/ws/")) {
            handshake(context);
        } else {
            serve(context, path);
        }
    }

    private void handshake(ChannelHandlerContext context) {
        Handshake handshake;
        ChatSupervisor.Known proxied;
        try {
            handshake = Handshake.read(request, shared.settings.http());
            proxied = proxied(context, handshake);
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
        Door door = shared.door;
        InetAddress client = door.clients.of(context.channel(), request.headers());
        String notNow = door.gate.enter(context.channel(), client);
        if (notNow != null) {
            last(context, HttpRefusals.forNow(notNow));
            return;
        }
        String token = HandshakeIdentity.bearer(request.headers());
        if (token == null) {
            upgrade(context, handshake, client, proxied);
        } else {
            authenticating = true;
            door.identity
                    .authenticate(token, handshake, client)
                    .thenAcceptAsync(
                            answer -> authenticated(context, handshake, client, answer),
                            context.channel().eventLoop());
        }
    }

    private void authenticated(
            ChannelHandlerContext context, Handshake handshake, InetAddress client, Authentication answer) {
        if (!context.channel().isActive() || context.isRemoved()) {
            return;
        }
        authenticating = false;
        if (answer instanceof Authentication.Refused refused) {
            last(context, HttpRefusals.unauthorized(refused));
        } else {
            // A bearer may still be a guest, where the application says so.
            upgrade(
                    context,
                    handshake,
                    client,
                    answer instanceof Authentication.Accepted accepted
                            ? new ChatSupervisor.Known(accepted, false)
                            : null);
        }
    }

    /** @throws ClientException if a trusted proxy names a user that cannot be used */
    private ChatSupervisor.Known proxied(ChannelHandlerContext context, Handshake handshake) throws ClientException {
        String header = shared.settings.http().credentials().proxyHeader();
        return shared.door.clients.writesHeaders(context.channel())
                ? HandshakeIdentity.proxied(request.headers(), header, handshake)
                : null;
    }

    private void upgrade(
            ChannelHandlerContext context, Handshake handshake, InetAddress client, ChatSupervisor.Known known) {
        var accepted = new Upgrade.Accepted(handshake, request.headers(), client, known);
        shared.door.upgrade.of(context.pipeline(), lane, accepted, this, deadline);
    }

    private void serve(ChannelHandlerContext context, String path) {
        Health.Page health = shared.health.at(path);
        WebFiles.WebFile file = shared.files.at(path);
        if (health != null) {
            FullHttpResponse response = HttpRefusals.json(HttpResponseStatus.valueOf(health.status()), health.json());
            response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
            last(context, response);
        } else if (file != null) {
            keep(
                    context,
                    WebResponses.file(request, file, shared.settings.http().origins()));
        } else {
            refuse(
                    context,
                    HttpResponseStatus.NOT_FOUND,
                    ErrorCode.BAD_FIELD,
                    "nothing is served at this path; WebSocket is at /ws and /ws/{room}");
        }
    }

    /**
     * Answers; another request may follow on this socket, unless the client wants none or does not
     * read.
     */
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

    private void refuseMalformed(ChannelHandlerContext context, Throwable cause) {
        int maxHeaders = shared.settings.http().headers();
        if (cause instanceof TooLongHttpHeaderException) {
            shared.refusals.headers(maxHeaders);
        }
        refuseUnread(context, HttpRefusals.malformed(cause, MAX_REQUEST_LINE, maxHeaders));
    }

    /**
     * Refuses a request that has not been read to its end: the rest is dropped, so that the answer
     * arrives.
     */
    private void refuseUnread(ChannelHandlerContext context, FullHttpResponse response) {
        LingeringClose.close(context.channel(), writeLast(context, response));
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status, ErrorCode code, String message) {
        last(context, HttpRefusals.of(status, code, message));
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
        // Bad bytes and lost clients are not faults of the server.
        if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
            FAULTS.report("a connection failed before its handshake; it is closed", cause);
        }
        context.close();
    }
}
