package io.chatka.internal.redis;

import static io.chatka.internal.redis.RoomScripts.ascii;
import static io.chatka.internal.redis.RoomScripts.bytes;
import static io.chatka.internal.redis.RoomScripts.number;

import io.chatka.api.RefusedException;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.Removal;
import io.chatka.internal.broker.Removed;
import io.chatka.internal.broker.Retention;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Sanctions;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.broker.StateChanged;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Calls the scripts about a room's state, its sanctions and its removals. Any thread. */
final class ModerationScripts {
    /** Sanctions in one room; further ones are refused. */
    private static final int MAX_SANCTIONS = 200_000;

    private static final byte[] NONE = {};
    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,18}");

    private final RoomScripts scripts;
    private final Pipeline pipeline;
    private final Keys keys;
    private final HistorySettings history;

    ModerationScripts(RoomScripts scripts, Pipeline pipeline, RedisSettings settings) {
        this.scripts = scripts;
        this.pipeline = pipeline;
        this.keys = settings.keys();
        this.history = settings.history();
    }

    CompletionStage<RoomState> state(String room) {
        return scripts.call(Script.STATE, room, scripts.names(room), 0, answer -> StateForm.state(answer, 0));
    }

    CompletionStage<Standing> standing(String room, String user) {
        return scripts.call(
                Script.STANDING,
                room,
                scripts.names(room),
                0,
                answer -> standing(user, (byte[]) answer.get(0), (byte[]) answer.get(1)),
                bytes(user));
    }

    private static Standing standing(String user, byte[] mute, byte[] ban) {
        return mute.length == 0 && ban.length == 0
                ? Standing.CLEAR
                : new Standing(StateForm.sanction(user, mute), StateForm.sanction(user, ban));
    }

    /** @param after a cursor of HSCAN; null for the first page */
    CompletionStage<Sanctions> sanctions(String room, String after, int limit) {
        if (after != null && !CURSOR.matcher(after).matches()) {
            return CompletableFuture.failedFuture(
                    new RefusedException("bad_field", "\"after\" has to be the \"next\" of the part before"));
        }
        ScanCursor cursor = ScanCursor.of(after == null ? "0" : after);
        return pipeline.submit(
                0, commands -> commands.hscan(keys.sanctions(room), cursor, ScanArgs.Builder.limit(limit)), page -> {
                    long now = System.currentTimeMillis();
                    List<Sanction> found = new ArrayList<>();
                    page.getMap().forEach((field, value) -> {
                        String user = StateForm.user(field);
                        Sanction sanction = user == null ? null : StateForm.sanction(user, value);
                        if (sanction != null && !sanction.isOver(now)) {
                            found.add(sanction);
                        }
                    });
                    return new Sanctions(found, page.isFinished() ? null : page.getCursor());
                });
    }

    CompletionStage<StateChanged> change(String room, StateChange change) {
        List<byte[]> arguments = new ArrayList<>(7);
        byte[] text = StateForm.of(change);
        arguments.add(bytes(keys.channel(room)));
        arguments.add(text);
        arguments.addAll(operation(change));
        return scripts.call(
                Script.CHANGE,
                room,
                scripts.names(room),
                text.length,
                answer -> new StateChanged(
                        StateChanged.Outcome.values()[Math.toIntExact((Long) answer.get(0))],
                        StateForm.state(answer, 1)),
                arguments.toArray(byte[][]::new));
    }

    private static List<byte[]> operation(StateChange change) {
        if (change instanceof StateChange.Slow slow) {
            return List.of(bytes("slow"), number(slow.seconds()));
        } else if (change instanceof StateChange.Speak speak) {
            return List.of(bytes("speak"), number(speak.who().ordinal()));
        } else if (change instanceof StateChange.Close) {
            return List.of(bytes("close"));
        } else if (change instanceof StateChange.Open) {
            return List.of(bytes("open"));
        } else if (change instanceof StateChange.Pin pin) {
            return List.of(bytes("pin"), orEmpty(pin.epoch()), number(pin.seq()));
        } else if (change instanceof StateChange.Unpin unpin) {
            return List.of(bytes("unpin"), orEmpty(unpin.epoch()), number(unpin.seq()));
        } else if (change instanceof StateChange.Impose impose) {
            Sanction sanction = impose.sanction();
            return List.of(
                    bytes("impose"),
                    bytes(StateForm.field(sanction.kind(), sanction.user())),
                    number(sanction.until()),
                    bytes(StateForm.value(sanction)),
                    number(MAX_SANCTIONS));
        } else if (change instanceof StateChange.Lift lift) {
            return List.of(bytes("lift"), bytes(StateForm.field(lift.kind(), lift.user())));
        }
        return List.of(bytes("kick"));
    }

    CompletionStage<Removed> remove(String room, Removal removal, Publication event) {
        Retention retention = history.retention().apply(room);
        Removal.OfMessage message = removal instanceof Removal.OfMessage of ? of : null;
        return scripts.call(
                Script.REMOVE,
                room,
                scripts.names(room),
                event.head().length + event.tail().length,
                ModerationScripts::removed,
                bytes(keys.channel(room)),
                event.head(),
                event.tail(),
                RoomScripts.kept(retention),
                RoomScripts.keptMillis(retention),
                number(event.kind().code()),
                message == null ? NONE : orEmpty(message.epoch()),
                message == null ? NONE : number(message.seq()),
                message == null ? ((Removal.OfAuthor) removal).author() : NONE);
    }

    private static Removed removed(List<Object> answer) {
        Removed.Outcome outcome = Removed.Outcome.values()[Math.toIntExact((Long) answer.get(0))];
        if (outcome != Removed.Outcome.REMOVED) {
            return new Removed(outcome, null, 0);
        }
        Position position = new Position(ascii(answer.get(1)), (Long) answer.get(2));
        return new Removed(outcome, new Receipt(position, false), Math.toIntExact((Long) answer.get(3)));
    }

    private static byte[] orEmpty(String epoch) {
        return epoch == null ? NONE : bytes(epoch);
    }
}
