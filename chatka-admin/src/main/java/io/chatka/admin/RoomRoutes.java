package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.chatka.Page;
import io.chatka.Reply;
import io.chatka.Room;
import io.chatka.Rooms;
import io.chatka.api.HeldMessage;
import io.chatka.api.User;
import io.chatka.internal.admin.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The operations about rooms. */
final class RoomRoutes {
    private static final int MOST_BROADCAST = 1000;

    private RoomRoutes() {}

    static Map<String, Handler> handlers() {
        return Map.ofEntries(
                Map.entry("listRooms", RoomRoutes::list),
                Map.entry("listBusiest", RoomRoutes::busiest),
                Map.entry("listHolding", RoomRoutes::holding),
                Map.entry("getRoom", RoomRoutes::get),
                Map.entry("listMembers", RoomRoutes::members),
                Map.entry("listMessages", RoomRoutes::messages),
                Map.entry("postMessage", RoomRoutes::post),
                Map.entry("broadcast", RoomRoutes::broadcast),
                Map.entry("deleteMessage", RoomRoutes::delete),
                Map.entry("listSanctions", RoomRoutes::sanctions),
                Map.entry("moderate", RoomRoutes::moderate),
                Map.entry("listHeld", RoomRoutes::held),
                Map.entry("approveHeld", call -> decided(room(call).approve(call.text("id")))),
                Map.entry("denyHeld", call -> decided(room(call).deny(call.text("id")))));
    }

    private static Room room(Call call) {
        return call.operations().room(call.text("room"));
    }

    private static CompletionStage<Answer> list(Call call) {
        return call.operations()
                .rooms()
                .list(call.text("prefix"), call.text("after", ""), call.limit())
                .thenApply(reply -> Json.answer(end(rooms(reply.value().items()), reply)));
    }

    private static CompletionStage<Answer> busiest(Call call) {
        Rooms.By by = Rooms.By.valueOf(call.text("by").toUpperCase(Locale.ROOT));
        return call.operations()
                .rooms()
                .busiest(call.text("prefix"), by, call.limit())
                .thenApply(reply -> {
                    ObjectNode answer = rooms(reply.value());
                    answer.set("missing", Json.array(reply.missing()));
                    return Json.answer(answer);
                });
    }

    private static CompletionStage<Answer> holding(Call call) {
        return call.operations().rooms().holding().thenApply(rooms -> {
            ObjectNode answer = Json.object();
            answer.set("rooms", Json.array(new TreeSet<>(rooms)));
            return Json.answer(answer);
        });
    }

    private static ObjectNode rooms(List<Rooms.Entry> rooms) {
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray("rooms");
        for (Rooms.Entry room : rooms) {
            ObjectNode one = array.addObject()
                    .put("room", room.name())
                    .put("members", room.members())
                    .put("users", room.users())
                    .put("perSecond", room.perSecond());
            if (room.rules() != null) {
                one.set("state", rules(room.rules()));
            }
        }
        return answer;
    }

    /** Adds what a part of a list ends with. */
    static <T> ObjectNode end(ObjectNode answer, Reply<Page<T>> reply) {
        next(answer, reply.value().next());
        answer.set("missing", Json.array(reply.missing()));
        return answer;
    }

    static void next(ObjectNode answer, String next) {
        if (next != null) {
            answer.put("next", next);
        }
    }

    private static CompletionStage<Answer> get(Call call) {
        return room(call).state().thenApply(reply -> {
            Room.State state = reply.value();
            ObjectNode answer = Json.object()
                    .put("room", state.room())
                    .put("members", state.members())
                    .put("users", state.users())
                    .put("perSecond", state.perSecond());
            answer.set("state", rules(state.rules()).set("pinned", Json.raw(state.pinned())));
            answer.set("missing", Json.array(reply.missing()));
            return Json.answer(answer);
        });
    }

    private static ObjectNode rules(Room.Rules rules) {
        return Json.object()
                .put("slow", rules.slow())
                .put("speak", rules.speak().wireName())
                .put("closed", rules.closed());
    }

    private static CompletionStage<Answer> members(Call call) {
        return room(call).members(call.text("after", ""), call.limit()).thenApply(reply -> {
            ObjectNode answer = Json.object();
            ArrayNode members = answer.putArray("members");
            for (Room.Member member : reply.value().items()) {
                ObjectNode one = members.addObject()
                        .put("id", member.id())
                        .put("name", member.name())
                        .put("role", member.role());
                if (member.avatar() != null) {
                    one.put("avatar", member.avatar());
                }
                one.put("connections", member.connections());
            }
            return Json.answer(end(answer, reply));
        });
    }

    private static CompletionStage<Answer> messages(Call call) {
        return room(call)
                .messages(call.number("before", Long.MAX_VALUE), call.number("after", -1), call.limit())
                .thenApply(page -> {
                    ObjectNode answer = Json.object().put("epoch", page.epoch());
                    answer.set("messages", Json.raw(page.events()));
                    return Json.answer(answer.put("more", page.more()));
                });
    }

    private static CompletionStage<Answer> post(Call call) {
        return room(call).say(post(call, call.body())).thenApply(posted -> Json.answer(posted(Json.object(), posted)));
    }

    private static ObjectNode posted(ObjectNode answer, Room.Posted posted) {
        answer.put("epoch", posted.epoch()).put("seq", posted.seq());
        if (posted.duplicate()) {
            answer.put("duplicate", true);
        }
        return answer;
    }

    private static Room.Post post(Call call, JsonNode body) {
        return new Room.Post(
                call.field("text"),
                body.has("data") ? Json.text(body.get("data")) : null,
                call.field("key"),
                from(call, body.path("from")),
                call.flag("announcement"));
    }

    private static User from(Call call, JsonNode from) {
        if (from.isMissingNode()) {
            return null;
        } else if (!call.role().covers(Role.ADMIN)) {
            throw Problem.of(403, "\"from\" needs a key with the role admin; without it the message is the key's own");
        }
        return new User(
                from.get("id").asText(),
                from.get("name").asText(),
                from.path("role").asText("member"));
    }

    private static CompletionStage<Answer> broadcast(Call call) {
        Room.Post post = post(call, call.body());
        return targets(call)
                .thenCompose(rooms -> call.operations().rooms().broadcast(rooms, post))
                .thenApply(done -> {
                    ObjectNode answer = Json.object();
                    ArrayNode rooms = answer.putArray("rooms");
                    for (Rooms.Broadcast one : done) {
                        ObjectNode room = rooms.addObject().put("room", one.room());
                        if (one.posted() == null) {
                            room.put("error", one.error());
                        } else {
                            posted(room, one.posted());
                        }
                    }
                    return Json.answer(answer);
                });
    }

    private static CompletionStage<List<String>> targets(Call call) {
        if (call.body().has("rooms")) {
            List<String> rooms = new ArrayList<>();
            call.body().get("rooms").forEach(room -> rooms.add(room.asText()));
            return CompletableFuture.completedFuture(rooms);
        }
        return call.operations()
                .rooms()
                .list(call.field("prefix"), "", MOST_BROADCAST)
                .thenApply(reply -> {
                    if (!reply.missing().isEmpty()) {
                        throw Problem.missing(reply.missing());
                    }
                    return reply.value().items().stream()
                            .filter(room -> room.members() > 0)
                            .map(Rooms.Entry::name)
                            .toList();
                });
    }

    private static CompletionStage<Answer> delete(Call call) {
        return room(call)
                .delete(call.number("seq", 0), call.text("epoch"), call.text("reason"))
                .thenApply(done -> Answer.empty());
    }

    private static CompletionStage<Answer> sanctions(Call call) {
        return room(call).sanctions(call.text("after"), call.limit()).thenApply(RoomRoutes::sanctions);
    }

    static Answer sanctions(Page<Room.Sanction> page) {
        ObjectNode answer = Json.object();
        ArrayNode sanctions = answer.putArray("sanctions");
        page.items().forEach(sanction -> sanctions.add(sanction(sanction)));
        next(answer, page.next());
        return Json.answer(answer);
    }

    static ObjectNode sanction(Room.Sanction sanction) {
        ObjectNode one = Json.object().put("kind", sanction.kind()).put("user", sanction.user());
        if (sanction.until() != 0) {
            one.put("until", sanction.until());
        }
        if (sanction.reason() != null) {
            one.put("reason", sanction.reason());
        }
        return one;
    }

    private static CompletionStage<Answer> moderate(Call call) {
        return room(call).moderate(ActBody.act(call.body())).thenApply(done -> Answer.empty());
    }

    private static CompletionStage<Answer> held(Call call) {
        return room(call).held().thenApply(waiting -> {
            ObjectNode answer = Json.object();
            ArrayNode held = answer.putArray("held");
            waiting.forEach(message -> held.add(held(message)));
            return Json.answer(answer);
        });
    }

    private static ObjectNode held(HeldMessage message) {
        ObjectNode one = Json.object().put("id", message.id()).put("at", message.at());
        one.putObject("user")
                .put("id", message.user().id())
                .put("name", message.user().name())
                .put("role", message.user().role());
        if (message.text() != null) {
            one.put("text", message.text());
        }
        if (message.data() != null) {
            one.putRawValue("data", new RawValue(message.data()));
        }
        return one;
    }

    private static CompletionStage<Answer> decided(CompletionStage<Boolean> decision) {
        return decision.thenApply(done -> {
            if (!done) {
                throw Problem.of(404, "no such message waits: another one has decided, or an hour is over");
            }
            return Answer.empty();
        });
    }
}
