package io.chatka.internal.admin;

import io.chatka.internal.transport.LingeringClose;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.stream.ChunkedStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One connection to the admin port: reads a request, answers it, and only then reads the next.
 * Every wait has a deadline; when it passes, the connection closes.
 */
final class AdminConnection extends SimpleChannelInboundHandler<HttpObject> {
    /** About how many bytes of an answer wait for the socket at a time. */
    private static final int CHUNK = 8 * 1024;

    private final AdminServer.Shared shared;
    private ChannelHandlerContext context;
    private ScheduledFuture<?> deadline;
    private HttpRequest request;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    /**
     * True from the end of a request to the end of its answer, and for good after the last answer.
     */
    private boolean answering;

    AdminConnection(AdminServer.Shared shared) {
        this.shared = shared;
    }

    /**
     * The handler before the decoder: a request's deadline begins with its first byte, which may be
     * all that the client sends.
     */
    ChannelHandler firstByte() {
        return new ChannelInboundHandlerAdapter() {
            private boolean idle;

            @Override
            public void channelRead(ChannelHandlerContext before, Object bytes) {
                if (idle) {
                    idle = false;
                    setDeadline(shared.deadlines().requestMillis());
                }
                before.fireChannelRead(bytes);
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext before, Object event) {
                if (event == Idle.NOW) {
                    idle = true;
                } else {
                    before.fireUserEventTriggered(event);
                }
            }
        };
    }

    private enum Idle {
        NOW
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        shared.connections().opened(this);
        setDeadline(shared.deadlines().requestMillis());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        shared.connections().closed(this);
        deadline.cancel(false);
    }

    /** Closes at once: the kernel drops the rest of an answer that the client does not read. */
    void close() {
        if (context.channel().isOpen()) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.close();
        }
    }

    private void setDeadline(long millis) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline = context.executor().schedule(this::close, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext same, HttpObject part) {
        if (answering) {
            return; // The rest of a request that was refused half-way.
        }
        if (part instanceof HttpRequest started) {
            request = started;
            body.reset();
        }
        if (part.decoderResult().isFailure()) {
            refuse(malformed(part.decoderResult().cause()));
            return;
        }
        if (part instanceof HttpRequest started && !takesBody(started)) {
            return;
        }
        if (part instanceof HttpContent content) {
            if (body.size() + content.content().readableBytes() > AdminDoor.MAX_BODY) {
                refuse(tooLarge());
                return;
            }
            add(content.content());
            if (part instanceof LastHttpContent) {
                answer();
            }
        }
    }

    private void add(ByteBuf bytes) {
        try {
            bytes.readBytes(body, bytes.readableBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Checks the announced length of the body; false if the request was refused for it. */
    private boolean takesBody(HttpRequest started) {
        if (HttpUtil.getContentLength(started, 0L) > AdminDoor.MAX_BODY) {
            refuse(tooLarge());
            return false;
        }
        if (HttpUtil.is100ContinueExpected(started)) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        return true;
    }

    private void answer() {
        begin();
        String target = target(request.uri());
        String path = target.split("\\?", 2)[0];
        AdminPage page = shared.pages().get(path);
        String method = request.method().name();
        if (shared.door().covers(path)) {
            shared.door().answer(asked(target), answer -> context.executor().execute(() -> write(answer, true)));
        } else if (page == null) {
            write(
                    Answer.error(
                            404, "there are " + String.join(", ", shared.pages().keySet())),
                    true);
        } else if (!page.takes(method)) {
            write(notAllowed(path), true);
        } else {
            shared.workers().answer(page, context.channel()::isActive, answer -> context.executor()
                    .execute(() -> write(answer, true)));
        }
    }

    private static Answer notAllowed(String path) {
        Answer error = Answer.error(405, path + " is for " + AdminPage.METHODS);
        return new Answer(error.status(), error.type(), error.body(), Map.of("allow", AdminPage.METHODS));
    }

    private Request asked(String target) {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new Request(
                request.method().name(),
                target,
                headers,
                body.toByteArray(),
                ((InetSocketAddress) context.channel().remoteAddress()).getAddress());
    }

    /** Nothing more is read until the answer is written. */
    private void begin() {
        answering = true;
        shared.connections().answering(this);
        context.channel().config().setAutoRead(false);
        setDeadline(shared.deadlines().answerMillis());
    }

    private void refuse(Answer answer) {
        begin();
        write(answer, false);
    }

    /**
     * @param whole whether the request was read to its end; if not, the connection closes after the
     *     answer
     */
    private void write(Answer answer, boolean whole) {
        boolean keep = whole && HttpUtil.isKeepAlive(request);
        boolean head = request != null && request.method().equals(HttpMethod.HEAD);
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        response.headers()
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, keep ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        if (answer.type() != null) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.type());
        }
        if (answer.stream() != null) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (answer.type() != null) {
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        answer.headers().forEach(response.headers()::set);
        if (answer.status() == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
            response.headers().setInt(HttpHeaderNames.RETRY_AFTER, 1);
        }
        context.write(response);
        if (answer.stream() != null && !head) {
            context.flush();
            stream(answer.stream());
            return;
        }
        if (!head && answer.body().length > 0) {
            context.write(new ChunkedStream(new ByteArrayInputStream(answer.body()), CHUNK));
        }
        ChannelFuture written = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        if (keep) {
            written.addListener(done -> {
                if (done.isSuccess()) {
                    next();
                } else {
                    close();
                }
            });
        } else {
            LingeringClose.close(context.channel(), written);
        }
    }

    private void stream(Stream stream) {
        deadline.cancel(false);
        Channel channel = context.channel();
        stream.begin(new Stream.Sink() {
            @Override
            public void send(byte[] part) {
                channel.eventLoop().execute(() -> {
                    if (channel.isWritable()) {
                        channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(part)));
                    } else {
                        close();
                    }
                });
            }

            @Override
            public void whenClosed(Runnable action) {
                channel.closeFuture().addListener(closed -> action.run());
            }
        });
    }

    private void next() {
        answering = false;
        request = null;
        shared.connections().waiting(this);
        setDeadline(shared.deadlines().idleMillis());
        context.pipeline().fireUserEventTriggered(Idle.NOW);
        context.channel().config().setAutoRead(true);
    }

    /** Path and query, without the authority of an absolute form (RFC 9112, section 3.2.2). */
    private static String target(String uri) {
        int scheme = uri.indexOf("://");
        if (scheme > 0 && !uri.startsWith("/")) {
            int slash = uri.indexOf('/', scheme + 3);
            return slash < 0 ? "/" : uri.substring(slash);
        }
        return uri;
    }

    private static Answer malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Answer.error(414, "the request line is longer than " + AdminServer.MAX_REQUEST_LINE + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Answer.error(431, "the headers are larger than " + AdminServer.MAX_HEADERS + " bytes");
        }
        return Answer.error(400, "this is no HTTP request that can be answered");
    }

    private static Answer tooLarge() {
        return Answer.error(413, "nothing here takes a body of more than " + AdminDoor.MAX_BODY + " bytes");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext same, Throwable cause) {
        close();
    }
}
