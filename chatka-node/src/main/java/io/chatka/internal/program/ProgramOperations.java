package io.chatka.internal.program;

import io.chatka.Caller;
import io.chatka.Operations;
import io.chatka.Reply;
import io.chatka.Room;
import io.chatka.Rooms;
import io.chatka.Users;
import io.chatka.api.ModerationRecord;
import io.chatka.api.RefusedException;
import io.chatka.api.User;
import io.chatka.internal.broker.ModerationStore;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.moderation.Moderator;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.RoomNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** {@link Operations} in the name of one caller. Thread-safe. */
public final class ProgramOperations implements Operations {
    static final int MOST = 1000;
    private static final Pattern RECORD = Pattern.compile("[0-9]{1,18}-[0-9]{1,18}");

    private final Tools tools;
    private final Moderator caller;

    public ProgramOperations(Tools tools, Caller caller) {
        this.tools = tools;
        this.caller = Moderator.outside(
                new User(caller.id(), caller.name(), "app"),
                caller.admin() ? Rank.ADMIN : Rank.MODERATOR,
                caller.door());
    }

    @Override
    public Rooms rooms() {
        return new ProgramRooms(tools, this);
    }

    @Override
    public Room room(String name) {
        try {
            return new ProgramRoom(tools, caller, RoomNames.requireValid(name));
        } catch (ClientException bad) {
            throw refused(bad);
        }
    }

    @Override
    public Users users() {
        return new ProgramUsers(tools, caller);
    }

    @Override
    public CompletionStage<Reply<List<NodeReport>>> cluster() {
        return tools.asking().nodes();
    }

    @Override
    public CompletionStage<Reply<List<NodeHour>>> lastHour() {
        return tools.asking().hour();
    }

    @Override
    public CompletionStage<Map<String, ModerationRecord>> audit(String user, String before, int limit) {
        return records(ModerationStore.Log.ACTS, user, before, limit);
    }

    @Override
    public CompletionStage<Map<String, ModerationRecord>> reports(String before, int limit) {
        return records(ModerationStore.Log.REPORTS, null, before, limit);
    }

    private CompletionStage<Map<String, ModerationRecord>> records(
            ModerationStore.Log log, String user, String before, int limit) {
        if (before != null && !RECORD.matcher(before).matches()) {
            throw new RefusedException("bad_field", "there is no record with this id");
        }
        return tools.records().read(log, user, before, limit(limit)).thenApply(found -> {
            Map<String, ModerationRecord> byId = new LinkedHashMap<>();
            found.forEach(entry -> byId.put(entry.id(), entry.record()));
            return byId;
        });
    }

    @Override
    public Runnable watch(Consumer<ModerationRecord> told) {
        return tools.records().watch(told);
    }

    static int limit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new RefusedException("bad_field", "a limit is from 1 to " + MOST);
        }
        return limit;
    }

    static RefusedException refused(ClientException bad) {
        return new RefusedException(bad.code().wireName(), bad.getMessage());
    }
}
