package io.chatka.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.Operations.NodeReport;
import io.chatka.ReloadReport;
import io.chatka.api.ModerationRecord;
import io.chatka.internal.admin.Answer;
import io.chatka.internal.node.AdminDoorProvider;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The operations about nodes, and the records of acts. */
final class ClusterRoutes {
    private final AdminDoorProvider.Source source;
    private final Executor slow;
    private final EventStreams events;
    private final Logins logins;

    /** @param slow runs what blocks, one task at a time; rejects others meanwhile */
    ClusterRoutes(AdminDoorProvider.Source source, Executor slow, EventStreams events, Logins logins) {
        this.source = source;
        this.slow = slow;
        this.events = events;
        this.logins = logins;
    }

    Map<String, Handler> handlers() {
        return Map.ofEntries(
                Map.entry("getCluster", this::cluster),
                Map.entry("getHistory", this::history),
                Map.entry("getNode", this::node),
                Map.entry("logIn", this::logIn),
                Map.entry(
                        "listAudit",
                        call -> records(
                                call,
                                "acts",
                                call.operations().audit(call.text("user"), call.text("after"), call.limit()))),
                Map.entry(
                        "listReports",
                        call -> records(call, "reports", call.operations().reports(call.text("after"), call.limit()))),
                Map.entry("watchEvents", call -> CompletableFuture.completedFuture(events.stream())),
                Map.entry("drain", this::drain),
                Map.entry(
                        "getTop",
                        call -> CompletableFuture.completedFuture(
                                Answer.json(200, source.pages().top().get()))),
                Map.entry("reload", this::reload));
    }

    private CompletionStage<Answer> cluster(Call call) {
        return call.operations().cluster().thenApply(reply -> {
            ObjectNode answer = Json.object();
            ArrayNode nodes = answer.putArray("nodes");
            reply.value().forEach(node -> nodes.add(node(node)));
            answer.set("missing", Json.array(reply.missing()));
            return Json.answer(answer);
        });
    }

    private CompletionStage<Answer> history(Call call) {
        return call.operations().lastHour().thenApply(reply -> {
            ObjectNode answer = Json.object();
            ArrayNode nodes = answer.putArray("nodes");
            reply.value().forEach(node -> {
                ObjectNode figures = nodes.addObject().put("name", node.name()).putObject("figures");
                node.figures().forEach((name, values) -> {
                    ArrayNode series = figures.putArray(name);
                    values.forEach(series::add);
                });
            });
            answer.set("missing", Json.array(reply.missing()));
            return Json.answer(answer);
        });
    }

    private CompletionStage<Answer> logIn(Call call) {
        return CompletableFuture.completedFuture(Json.answer(Json.object()
                .put("address", address(logins.token(call.key())))
                .put("until", System.currentTimeMillis() + Logins.TOKEN_MILLIS)));
    }

    /** Browsers do not send what is behind the #, so it reaches no log of a proxy. */
    static String address(String token) {
        return "/#login=" + token;
    }

    private CompletionStage<Answer> node(Call call) {
        return call.operations().cluster().thenApply(reply -> reply.value().stream()
                .filter(node -> node.name().equals(source.node()))
                .findFirst()
                .map(node -> Json.answer(node(node)))
                .orElseThrow());
    }

    static ObjectNode node(NodeReport node) {
        ObjectNode answer = Json.object().put("name", node.name());
        ObjectNode figures = answer.putObject("figures");
        node.figures().forEach((name, value) -> {
            if (value.matches("[0-9]{1,18}")) {
                figures.put(name, Long.parseLong(value));
            } else {
                figures.put(name, value);
            }
        });
        return answer;
    }

    private static CompletionStage<Answer> records(
            Call call, String name, CompletionStage<Map<String, ModerationRecord>> records) {
        return records.thenApply(found -> {
            ObjectNode answer = Json.object();
            ArrayNode acts = answer.putArray(name);
            String last = null;
            for (Map.Entry<String, ModerationRecord> act : found.entrySet()) {
                acts.add(Json.object().put("id", act.getKey()).setAll(record(act.getValue())));
                last = act.getKey();
            }
            RoomRoutes.next(answer, found.size() < call.limit() ? null : last);
            return Json.answer(answer);
        });
    }

    /** A record without its id. */
    static ObjectNode record(ModerationRecord act) {
        ObjectNode one = Json.object()
                .put("at", act.at())
                .put("by", act.by() == null ? "" : act.by())
                .put("door", act.door())
                .put("room", act.room())
                .put("action", act.action());
        if (act.about().user() != null) {
            one.put("user", act.about().user());
        }
        if (act.about().seq() != 0) {
            one.put("seq", act.about().seq());
        }
        if (act.about().until() != 0) {
            one.put("until", act.about().until());
        }
        if (act.about().reason() != null) {
            one.put("reason", act.about().reason());
        }
        return one;
    }

    private CompletionStage<Answer> drain(Call call) {
        source.actions().drain().run();
        return CompletableFuture.completedFuture(Answer.empty());
    }

    private CompletionStage<Answer> reload(Call call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    ReloadReport report = source.actions().reload().get();
                    return Answer.json(report.taken() ? 200 : 422, Json.bytes(Json.tree(report)));
                },
                slow);
    }
}
