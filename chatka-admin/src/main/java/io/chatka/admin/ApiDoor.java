package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Caller;
import io.chatka.internal.admin.AdminDoor;
import io.chatka.internal.admin.Answer;
import io.chatka.internal.admin.Request;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.node.AdminDoorProvider;
import io.chatka.internal.protocol.UserIds;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The API: takes a request through its checks to its handler. Thread-safe. */
final class ApiDoor implements AdminDoor {
    private static final String METRICS = "/metrics";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** Requests that wait for the thread; further ones get 503. */
    private static final int MOST_WAITING = 256;

    private final AdminSettings settings;
    private final AdminTokens tokens;
    private final AdminDoorProvider.Source source;
    private final Guard guard;

    /** Null if keys are configured. */
    private final FirstRunKey made;

    private final ThreadPoolExecutor thread = thread("chatka-admin-api", new ArrayBlockingQueue<>(MOST_WAITING));
    private final ThreadPoolExecutor slow = thread("chatka-admin-slow", new SynchronousQueue<>());
    private final Map<String, Handler> handlers = new HashMap<>();
    private final EventStreams events;
    private final Console console;
    private Contract contract;

    /** @param tokens null if only keys are taken */
    ApiDoor(AdminSettings settings, AdminTokens tokens, AdminDoorProvider.Source source) {
        this.settings = settings;
        this.tokens = tokens;
        this.source = source;
        this.made = settings.keys().isEmpty() ? new FirstRunKey() : null;
        List<AdminKey> keys = made == null ? settings.keys() : List.of(made.asKey());
        this.guard = new Guard(keys, settings.hosts(), System::nanoTime);
        this.console = new Console(guard, source.node());
        handlers.putAll(RoomRoutes.handlers());
        handlers.putAll(UserRoutes.handlers());
        events = new EventStreams(source.operations().apply(Caller.PROGRAM), ClusterRoutes::node);
        handlers.putAll(new ClusterRoutes(source, slow, events, guard.logins()).handlers());
    }

    private static ThreadPoolExecutor thread(String name, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, queue, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public boolean covers(String path) {
        return Console.covers(path)
                || path.startsWith("/api/")
                || path.equals("/top")
                || path.equals("/reload")
                || path.equals(METRICS) && settings.metricsKey();
    }

    @Override
    public void answer(Request request, Consumer<Answer> then) {
        try {
            thread.execute(() -> Stages.begin(() -> answer(request))
                    .exceptionally(failure -> Problem.of(failure).answer())
                    .thenAccept(then));
        } catch (RejectedExecutionException full) {
            then.accept(Problem.of(503, "too many requests at once; try again").answer());
        }
    }

    private CompletionStage<Answer> answer(Request request) {
        if (Console.covers(request.path())) {
            return CompletableFuture.completedFuture(console.answer(request));
        }
        String token = tokens == null ? "" : Guard.bearer(request);
        if (AdminTokens.isToken(token)) {
            guard.checkOrigin(request);
            return tokens.key(token).thenComposeAsync(key -> answer(request, key), thread);
        }
        return answer(request, guard.admit(request));
    }

    private CompletionStage<Answer> answer(Request request, AdminKey key) {
        if (request.path().equals(METRICS)) {
            byte[] page = source.pages().metrics().get().getBytes(StandardCharsets.UTF_8);
            return CompletableFuture.completedFuture(new Answer(200, PROMETHEUS, page));
        }
        List<String> path = Contract.segments(request.path());
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        Operation operation = contract().find(method, path);
        if (!key.role().covers(operation.role())) {
            throw Problem.of(
                    403, "the key has the role " + lower(key.role()) + ", and this needs " + lower(operation.role()));
        }
        Map<String, JsonNode> parameters = operation.parameters(path, request.query());
        JsonNode body = operation.body(request.body(), request.headers().get("content-type"));
        Caller caller = new Caller(
                UserIds.APPLICATION + key.name(), key.name(), key.role().covers(Role.ADMIN), "api");
        return handlers.get(operation.id()).handle(new Call(source.operations().apply(caller), key, parameters, body));
    }

    private static String lower(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Read when it is first needed, as it takes longer than the rest of the start. */
    private Contract contract() {
        if (contract == null) {
            contract = Contract.read();
        }
        return contract;
    }

    @Override
    public String logIn() {
        return ClusterRoutes.address(guard.logins().token(new AdminKey("terminal", new byte[0], Role.ADMIN)));
    }

    @Override
    public void listening(int port) {
        guard.listening(port);
        if (made != null) {
            made.write(port);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        slow.shutdownNow();
        events.close();
        if (tokens != null) {
            tokens.close();
        }
        if (made != null) {
            made.delete();
        }
    }
}
