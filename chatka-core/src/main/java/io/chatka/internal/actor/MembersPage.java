package io.chatka.internal.actor;

import io.chatka.internal.protocol.ListedUser;
import io.chatka.internal.protocol.MembersNote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * A part of a list of members, put together from the answers of several nodes. A user that is on
 * several of them is in the list once, with all its connections.
 */
final class MembersPage {
    private static final int MOST_BYTES = 32 * 1024;

    private final int limit;
    private final Set<String> missing;
    private final TreeMap<String, ListedUser> byId = new TreeMap<>();

    /** Beyond this id some node has users that it did not tell; null if all told everything. */
    private String known;

    /** @param nodes whose answers are missing */
    MembersPage(int limit, Set<String> nodes) {
        this.limit = limit;
        this.missing = new HashSet<>(nodes);
    }

    /** What a node has. Other nodes may have some of these users as well. */
    static MembersNote.Answer of(RoomUsers users, MembersNote.Question question, String node) {
        List<ListedUser> told = new ArrayList<>();
        List<RoomUsers.Here> here = users.page(question.after(), question.limit() + 1);
        int bytes = 0;
        for (RoomUsers.Here one : here) {
            ListedUser listed = new ListedUser(one.user(), one.role(), one.connections());
            bytes += listed.bytes();
            if (told.size() == question.limit() || !told.isEmpty() && bytes > MOST_BYTES) {
                break;
            }
            told.add(listed);
        }
        return new MembersNote.Answer(node, question.node(), question.number(), told, told.size() < here.size());
    }

    /** Adds an answer; ignores one that is not missing. */
    void add(MembersNote.Answer answer) {
        if (!missing.remove(answer.node())) {
            return;
        }
        List<ListedUser> members = answer.members();
        members.forEach(listed -> byId.merge(
                listed.user().id(),
                listed,
                (one, other) -> new ListedUser(one.user(), one.role(), one.connections() + other.connections())));
        if (answer.more() && !members.isEmpty()) {
            String last = members.get(members.size() - 1).user().id();
            known = known == null || last.compareTo(known) < 0 ? last : known;
        }
    }

    boolean isComplete() {
        return missing.isEmpty();
    }

    List<ListedUser> members() {
        List<ListedUser> members = new ArrayList<>();
        int bytes = 0;
        for (ListedUser listed : (known == null ? byId : byId.headMap(known, true)).values()) {
            bytes += listed.bytes();
            if (members.size() == limit || !members.isEmpty() && bytes > MOST_BYTES) {
                break;
            }
            members.add(listed);
        }
        return members;
    }

    /** The id to continue after; null if there are no further members. */
    String next() {
        List<ListedUser> members = members();
        return known == null && members.size() == byId.size()
                ? null
                : members.get(members.size() - 1).user().id();
    }
}
