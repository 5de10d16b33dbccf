package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.Users;
import io.chatka.api.Act;
import io.chatka.internal.admin.Answer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The operations about users. */
final class UserRoutes {
    private UserRoutes() {}

    static Map<String, Handler> handlers() {
        return Map.ofEntries(
                Map.entry("listUsers", UserRoutes::list),
                Map.entry("getUser", UserRoutes::get),
                Map.entry("eraseUser", UserRoutes::erase),
                Map.entry("disconnectUser", UserRoutes::disconnect),
                Map.entry(
                        "banUser",
                        call -> moderate(
                                call, new Act.Ban(user(call), call.field("for", 0), call.field("reason"), false))),
                Map.entry("unbanUser", call -> moderate(call, new Act.Unban(user(call)))),
                Map.entry(
                        "muteUser",
                        call -> moderate(
                                call,
                                new Act.Mute(
                                        user(call), call.field("for", 0), call.field("reason"), call.flag("shadow")))),
                Map.entry("unmuteUser", call -> moderate(call, new Act.Unmute(user(call)))),
                Map.entry("revoke", UserRoutes::revoke),
                Map.entry("listBans", call -> users(call)
                        .sanctions(call.text("after", ""), call.limit())
                        .thenApply(RoomRoutes::sanctions)),
                Map.entry("addBans", UserRoutes::addBans));
    }

    private static Users users(Call call) {
        return call.operations().users();
    }

    private static String user(Call call) {
        return call.text("user");
    }

    private static CompletionStage<Answer> list(Call call) {
        return users(call)
                .list(call.text("text"), call.text("after", ""), call.limit())
                .thenApply(reply -> {
                    ObjectNode answer = Json.object();
                    ArrayNode users = answer.putArray("users");
                    for (Users.Entry user : reply.value().items()) {
                        users.addObject()
                                .put("id", user.id())
                                .put("name", user.name())
                                .put("role", user.role())
                                .put("connections", user.connections());
                    }
                    return Json.answer(RoomRoutes.end(answer, reply));
                });
    }

    private static CompletionStage<Answer> get(Call call) {
        return users(call).find(user(call)).thenApply(reply -> {
            Users.Report user = reply.value();
            ObjectNode answer = Json.object().put("id", user.id());
            if (user.name() != null) {
                answer.put("name", user.name()).put("role", user.role());
            }
            ArrayNode connections = answer.putArray("connections");
            for (Users.Connection connection : user.connections()) {
                connections
                        .addObject()
                        .put("node", connection.node())
                        .put("session", connection.session())
                        .put("address", connection.address())
                        .put("limited", connection.limited())
                        .set("rooms", Json.array(connection.rooms()));
            }
            if (user.ban() != null) {
                answer.set("ban", RoomRoutes.sanction(user.ban()));
            }
            if (user.mute() != null) {
                answer.set("mute", RoomRoutes.sanction(user.mute()));
            }
            answer.set("missing", Json.array(reply.missing()));
            return Json.answer(answer);
        });
    }

    private static CompletionStage<Answer> erase(Call call) {
        return users(call).erase(user(call)).thenApply(rooms -> {
            ObjectNode answer = Json.object();
            answer.set("rooms", Json.array(rooms));
            return Json.answer(answer);
        });
    }

    private static CompletionStage<Answer> disconnect(Call call) {
        JsonNode reconnect = call.body().path("reconnect");
        return users(call)
                .disconnect(user(call), reconnect.isNumber() ? reconnect.asLong() : -1)
                .thenApply(reply -> {
                    if (!reply.missing().isEmpty()) {
                        throw Problem.missing(reply.missing());
                    }
                    return Json.answer(Json.object().put("connections", reply.value()));
                });
    }

    private static CompletionStage<Answer> moderate(Call call, Act act) {
        return users(call).moderate(act).thenApply(done -> Answer.empty());
    }

    private static CompletionStage<Answer> revoke(Call call) {
        CompletionStage<Void> revoked = call.body().has("user")
                ? users(call).revoke(call.field("user"))
                : users(call).revokeToken(call.field("jti"));
        return revoked.thenApply(done -> Answer.empty());
    }

    private static CompletionStage<Answer> addBans(Call call) {
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (JsonNode ban : call.body()) {
            Act act = new Act.Ban(
                    ban.get("user").asText(),
                    ban.path("for").asLong(),
                    ban.path("reason").asText(null),
                    false);
            done = done.thenCompose(before -> users(call).moderate(act));
        }
        return done.thenApply(all -> Answer.empty());
    }
}
