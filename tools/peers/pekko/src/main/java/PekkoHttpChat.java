import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.BroadcastHub;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.MergeHub;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * A chat as one writes it with Pekko HTTP and its streams: for each room a MergeHub, in which what is said gets its place
 * and becomes JSON, and a BroadcastHub behind it.
 */
public final class PekkoHttpChat extends AllDirectives {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TO_STRICT_MILLIS = 5_000;

    private record Said(ObjectNode user, String text) {}

    private record Room(String name, AtomicLong seq, Sink<Said, NotUsed> in, Source<Message, NotUsed> out) {}

    private final Materializer materializer;
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    private final AtomicLong users = new AtomicLong();

    private PekkoHttpChat(ActorSystem system) {
        this.materializer = SystemMaterializer.get(system).materializer();
    }

    private Room open(String name) {
        AtomicLong seq = new AtomicLong();
        Pair<Sink<Said, NotUsed>, Source<Message, NotUsed>> hubs = MergeHub.of(Said.class, 16)
                .map(said -> message(name, seq.incrementAndGet(), said))
                .toMat(BroadcastHub.of(Message.class, 256), Keep.both())
                .run(materializer);
        return new Room(name, seq, hubs.first(), hubs.second());
    }

    private static Message message(String room, long seq, Said said) {
        ObjectNode message = JSON.createObjectNode()
                .put("type", "message")
                .put("seq", seq)
                .put("at", System.currentTimeMillis())
                .put("room", room);
        message.set("from", said.user());
        return TextMessage.create(message.put("text", said.text()).toString());
    }

    private Flow<Message, Message, NotUsed> join(Room room) {
        String id = String.format("g-%012x", users.incrementAndGet());
        ObjectNode user = JSON.createObjectNode()
                .put("id", id)
                .put("name", "guest-" + id.substring(10))
                .put("role", "guest");
        Sink<Message, NotUsed> in = Flow.<Message>create()
                .mapAsync(1, this::text)
                .map(frame -> say(frame, user))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .to(room.in());
        return Flow.fromSinkAndSourceCoupled(in, greeting(room, id, user).concat(room.out()));
    }

    private static Source<Message, NotUsed> greeting(Room room, String id, ObjectNode user) {
        ObjectNode welcome = JSON.createObjectNode()
                .put("type", "welcome")
                .put("protocol", "chatka.v1")
                .put("session", id);
        welcome.set("user", user);
        ObjectNode joined = JSON.createObjectNode()
                .put("type", "joined")
                .put("room", room.name())
                .put("epoch", "pekko")
                .put("seq", room.seq().get())
                .put("recovered", false);
        return Source.from(List.of(TextMessage.create(welcome.toString()), TextMessage.create(joined.toString())));
    }

    private CompletionStage<String> text(Message message) {
        TextMessage text = message.asTextMessage();
        return text.isStrict()
                ? CompletableFuture.completedFuture(text.getStrictText())
                : text.toStrict(TO_STRICT_MILLIS, materializer).thenApply(TextMessage::getStrictText);
    }

    private static Optional<Said> say(String frame, ObjectNode user) {
        try {
            JsonNode command = JSON.readTree(frame);
            return "say".equals(command.path("type").asText())
                    ? Optional.of(new Said(user, command.path("text").asText()))
                    : Optional.empty();
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    private Route route() {
        return pathPrefix(
                "ws",
                () -> path(
                        PathMatchers.segment(),
                        name -> handleWebSocketMessagesForProtocol(
                                join(rooms.computeIfAbsent(name, this::open)), "chatka.v1")));
    }

    public static void main(String[] arguments) {
        ActorSystem system = ActorSystem.create(
                "peers",
                ConfigFactory.parseString("pekko.loglevel = WARNING, pekko.http.server {"
                                + " max-connections = 20000, backlog = 4096, idle-timeout = 300s }")
                        .withFallback(ConfigFactory.load()));
        Http.get(system)
                .newServerAt("127.0.0.1", Integer.parseInt(arguments[0]))
                .bind(new PekkoHttpChat(system).route())
                .whenComplete((bound, failed) -> {
                    if (failed != null) {
                        System.err.println(failed);
                        System.exit(1);
                    }
                });
    }
}
