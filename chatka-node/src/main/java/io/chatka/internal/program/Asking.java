package io.chatka.internal.program;

import io.chatka.Operations;
import io.chatka.Operations.NodeReport;
import io.chatka.Page;
import io.chatka.Reply;
import io.chatka.Room;
import io.chatka.Rooms;
import io.chatka.Users;
import io.chatka.api.Act;
import io.chatka.internal.actor.Here;
import io.chatka.internal.actor.RoomIndex;
import io.chatka.internal.cluster.Questions;
import io.chatka.internal.metrics.NodeReadings;
import io.chatka.internal.protocol.ModerationFrames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The questions about who is where: asks them of all nodes, and answers them for this one. Each kind
 * of question has one method that asks, and one that answers with the rows that the first one reads.
 * Thread-safe.
 */
public final class Asking {
    private final Questions questions;
    private final Here here;
    private final NodeReadings readings;

    /** @param readings of this node */
    public Asking(Questions questions, Here here, NodeReadings readings) {
        this.questions = questions;
        this.here = here;
        this.readings = readings;
        questions.answer("rooms", this::answerRooms);
        questions.answer("room", this::answerRoom);
        questions.answer("members", this::answerMembers);
        questions.answer("users", this::answerUsers);
        questions.answer("sessions", this::answerSessions);
        questions.answer("disconnect", this::answerDisconnect);
        questions.answer("node", this::answerNode);
        questions.answer("hour", this::answerHour);
        questions.answer("busiest", this::answerBusiest);
    }

    private <T> CompletionStage<Reply<T>> ask(
            String question, List<String> arguments, Function<Map<String, List<List<String>>>, T> read) {
        return questions
                .ask(question, arguments)
                .thenApply(answers -> new Reply<>(read.apply(answers.byNode()), answers.missing()));
    }

    private static void forEachRow(
            Map<String, List<List<String>>> byNode, java.util.function.BiConsumer<String, List<String>> action) {
        byNode.forEach((node, rows) -> rows.forEach(row -> action.accept(node, row)));
    }

    private static CompletionStage<List<List<String>>> rows(List<List<String>> rows) {
        return CompletableFuture.completedFuture(rows);
    }

    private static List<String> row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell == null ? null : cell.toString());
        }
        return row;
    }

    // Rooms.

    CompletionStage<Reply<Page<Rooms.Entry>>> rooms(String prefix, String after, int limit) {
        return ask("rooms", row(prefix, after, limit + 1), byNode -> {
            Merged<Rooms.Entry> rooms = new Merged<>(limit, Rooms.Entry::name, Asking::sum);
            forEachRow(byNode, (node, row) -> rooms.add(room(row)));
            return rooms.page();
        });
    }

    private CompletionStage<List<List<String>>> answerRooms(List<String> asked) {
        return rows(here.rooms().page(asked.get(0), asked.get(1), Integer.parseInt(asked.get(2))).stream()
                .map(Asking::row)
                .toList());
    }

    /** A room that is busy on several nodes is counted on those where it is among the busiest. */
    CompletionStage<Reply<List<Rooms.Entry>>> busiest(String prefix, Rooms.By by, int limit) {
        Comparator<Rooms.Entry> order =
                Comparator.comparingDouble(by::of).reversed().thenComparing(Rooms.Entry::name);
        return ask("busiest", row(prefix, by, limit), byNode -> {
            Map<String, Rooms.Entry> rooms = new HashMap<>();
            forEachRow(byNode, (node, row) -> rooms.merge(row.get(0), room(row), Asking::sum));
            return rooms.values().stream().sorted(order).limit(limit).toList();
        });
    }

    private CompletionStage<List<List<String>>> answerBusiest(List<String> asked) {
        Rooms.By by = Rooms.By.valueOf(asked.get(1));
        return rows(
                here.rooms().most(asked.get(0), Integer.parseInt(asked.get(2)), room -> by.of(room(row(room)))).stream()
                        .map(Asking::row)
                        .toList());
    }

    CompletionStage<Reply<Rooms.Entry>> room(String name) {
        return ask("room", List.of(name), byNode -> {
            List<Rooms.Entry> found = new ArrayList<>(List.of(new Rooms.Entry(name, 0, 0, 0, null)));
            forEachRow(byNode, (node, row) -> found.add(room(row)));
            return found.stream().reduce(Asking::sum).orElseThrow();
        });
    }

    private CompletionStage<List<List<String>>> answerRoom(List<String> asked) {
        RoomIndex.Figures room = here.rooms().of(asked.get(0));
        return rows(room == null ? List.of() : List.of(row(room)));
    }

    private static List<String> row(RoomIndex.Figures room) {
        return row(
                room.room(),
                room.connections(),
                room.users(),
                room.perSecond(),
                room.state().slowSeconds(),
                ModerationFrames.speakers(room.state()),
                room.state().isClosed());
    }

    private static Rooms.Entry room(List<String> row) {
        return new Rooms.Entry(
                row.get(0),
                Integer.parseInt(row.get(1)),
                Integer.parseInt(row.get(2)),
                Double.parseDouble(row.get(3)),
                new Room.Rules(
                        Integer.parseInt(row.get(4)),
                        Act.Speakers.valueOf(row.get(5)),
                        Boolean.parseBoolean(row.get(6))));
    }

    /** Every node delivers every message of the room, so the rates are the same and not added. */
    private static Rooms.Entry sum(Rooms.Entry one, Rooms.Entry other) {
        return new Rooms.Entry(
                one.name(),
                one.members() + other.members(),
                one.users() + other.users(),
                Math.max(one.perSecond(), other.perSecond()),
                one.rules() == null ? other.rules() : one.rules());
    }

    // Users.

    CompletionStage<Reply<Page<Room.Member>>> members(String room, String after, int limit) {
        return ask("members", row(room, after, limit + 1), byNode -> {
            Merged<Room.Member> members = new Merged<>(
                    limit,
                    Room.Member::id,
                    (one, other) -> new Room.Member(
                            one.id(), one.name(), one.role(), one.avatar(), one.connections() + other.connections()));
            forEachRow(
                    byNode,
                    (node, row) -> members.add(new Room.Member(
                            row.get(0), row.get(1), row.get(2), row.get(3), Integer.parseInt(row.get(4)))));
            return members.page();
        });
    }

    private CompletionStage<List<List<String>>> answerMembers(List<String> asked) {
        return here.members(asked.get(0), asked.get(1), Integer.parseInt(asked.get(2)))
                .thenApply(members -> members.stream()
                        .map(member -> row(
                                member.user().id(),
                                member.user().name(),
                                member.role(),
                                member.user().avatar(),
                                member.connections()))
                        .toList());
    }

    CompletionStage<Reply<Page<Users.Entry>>> users(String text, String after, int limit) {
        return ask("users", row(text, after, limit + 1), byNode -> {
            Merged<Users.Entry> users = new Merged<>(
                    limit,
                    Users.Entry::id,
                    (one, other) ->
                            new Users.Entry(one.id(), one.name(), one.role(), one.connections() + other.connections()));
            forEachRow(
                    byNode,
                    (node, row) -> users.add(
                            new Users.Entry(row.get(0), row.get(1), row.get(2), Integer.parseInt(row.get(3)))));
            return users.page();
        });
    }

    private CompletionStage<List<List<String>>> answerUsers(List<String> asked) {
        return rows(here.users().page(asked.get(0), asked.get(1), Integer.parseInt(asked.get(2))).stream()
                .map(user ->
                        row(user.user().id(), user.user().name(), user.user().role(), user.connections()))
                .toList());
    }

    /** The user's connections; its report has no sanctions. */
    CompletionStage<Reply<Users.Report>> sessions(String id) {
        return ask("sessions", List.of(id), byNode -> {
            List<Users.Connection> connections = new ArrayList<>();
            List<String> last = new ArrayList<>();
            forEachRow(byNode, (node, row) -> {
                connections.add(new Users.Connection(
                        node,
                        row.get(0),
                        row.get(1),
                        List.copyOf(row.subList(5, row.size())),
                        Integer.parseInt(row.get(4))));
                last.clear();
                last.addAll(row);
            });
            return new Users.Report(
                    id,
                    last.isEmpty() ? null : last.get(2),
                    last.isEmpty() ? null : last.get(3),
                    connections,
                    null,
                    null);
        });
    }

    private CompletionStage<List<List<String>>> answerSessions(List<String> asked) {
        return here.sessions(asked.get(0)).thenApply(sessions -> sessions.stream()
                .map(session -> {
                    List<String> row = row(
                            session.id(),
                            session.address() == null ? "" : session.address().getHostAddress(),
                            session.user().name(),
                            session.user().role(),
                            session.limited());
                    row.addAll(session.rooms());
                    return row;
                })
                .toList());
    }

    CompletionStage<Reply<Integer>> disconnect(String id, long reconnectMillis) {
        return ask("disconnect", row(id, reconnectMillis), byNode -> {
            int[] sum = new int[1];
            forEachRow(byNode, (node, row) -> sum[0] += Integer.parseInt(row.get(0)));
            return sum[0];
        });
    }

    private CompletionStage<List<List<String>>> answerDisconnect(List<String> asked) {
        return rows(List.of(row(here.disconnect(asked.get(0), Long.parseLong(asked.get(1))))));
    }

    // Nodes.

    CompletionStage<Reply<List<NodeReport>>> nodes() {
        return ask("node", List.of(), byNode -> byNode.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(node -> {
                    Map<String, String> figures = new LinkedHashMap<>();
                    node.getValue().forEach(row -> figures.put(row.get(0), row.get(1)));
                    return new NodeReport(node.getKey(), figures);
                })
                .toList());
    }

    private CompletionStage<List<List<String>>> answerNode(List<String> asked) {
        return rows(readings.now().entrySet().stream()
                .map(figure -> row(figure.getKey(), figure.getValue()))
                .toList());
    }

    CompletionStage<Reply<List<Operations.NodeHour>>> hour() {
        return ask("hour", List.of(), byNode -> byNode.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(node -> new Operations.NodeHour(node.getKey(), series(node.getValue())))
                .toList());
    }

    private static Map<String, List<Long>> series(List<List<String>> rows) {
        Map<String, List<Long>> series = new LinkedHashMap<>();
        rows.forEach(row -> series.put(
                row.get(0),
                row.subList(1, row.size()).stream().map(Long::valueOf).toList()));
        return series;
    }

    private CompletionStage<List<List<String>>> answerHour(List<String> asked) {
        return rows(readings.hour().stream()
                .map(series -> {
                    List<String> row = row(series.figure());
                    series.values().forEach(value -> row.add(value.toString()));
                    return row;
                })
                .toList());
    }
}
