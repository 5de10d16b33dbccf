package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.FetchHistory;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a room's history for members that ask for it. Members with the same query at the same time
 * share one read.
 */
final class HistoryReads {

    /**
     * The end of a read; either page or failure is null.
     *
     * @param since {@link RecentRemovals#count} when it began
     */
    record Fetched(HistoryQuery query, HistoryPage page, Throwable failure, long since)
            implements ChatRoomActor.Command {}

    private final RoomContext room;
    private final Map<HistoryQuery, List<FetchHistory>> waiting = new HashMap<>();

    HistoryReads(RoomContext room) {
        this.room = room;
    }

    void fetch(FetchHistory request) {
        List<FetchHistory> same = waiting.get(request.query());
        if (same != null) {
            same.add(request);
            return;
        }
        waiting.put(request.query(), new ArrayList<>(List.of(request)));
        long since = room.members().removals().count();
        room.readHistory(request.query())
                .whenComplete((page, failure) -> room.tellSelf(new Fetched(request.query(), page, failure, since)));
    }

    /**
     * Sends the page to all members that wait for it, encoded once for those that see the same. After a restart of the room's
     * actor there are none.
     */
    void onFetched(Fetched fetched) {
        List<FetchHistory> requests = waiting.remove(fetched.query);
        if (requests == null) {
            return;
        }
        if (fetched.failure == null) {
            HistoryPage kept = room.members().removals().applyTo(fetched.page, fetched.since);
            boolean shadowed = Viewer.hasShadowed(kept.events());
            Map<Viewer, SharedText> pages = new HashMap<>(2);
            for (FetchHistory request : requests) {
                Viewer viewer = shadowed ? viewer(request) : Viewer.STRANGER;
                SharedText page = pages.computeIfAbsent(
                        viewer, seeing -> new SharedText(Frames.page(room.name(), seeing.see(kept))));
                request.ref().tell(new UserActor.HistoryFound(request.id(), page));
            }
        } else {
            ErrorCode code = BrokerFailures.code(fetched.failure);
            requests.forEach(request -> refuse(request, code));
        }
    }

    private Viewer viewer(FetchHistory request) {
        RoomMembers.Entry member = room.members().get(request.ref());
        return member == null ? Viewer.STRANGER : Viewer.of(member);
    }

    /** The room ends here, or restarts: each request gets its answer. */
    void end() {
        waiting.values().forEach(requests -> requests.forEach(request -> refuse(request, ErrorCode.UNAVAILABLE)));
        waiting.clear();
    }

    static void refuse(FetchHistory request, ErrorCode code) {
        request.ref()
                .tell(new UserActor.HistoryFailed(request.id(), code, "the history cannot be read now; try again"));
    }
}
