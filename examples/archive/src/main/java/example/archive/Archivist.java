package example.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the archive complete. Nodes post what is said; what they could not post, since they were killed or this
 * application was away, is read from the rooms' histories, and so is what moderators delete. Thread-safe; methods block.
 */
final class Archivist {
    private static final Set<String> DELETING = Set.of("delete", "clear", "ban");

    private final Chat chat;
    private final Archive archive;
    /** Places that were not there when the next one came. */
    private final Set<Archive.Place> holes = ConcurrentHashMap.newKeySet();

    Archivist(Chat chat, Archive archive) {
        this.chat = chat;
        this.archive = archive;
    }

    /**
     * Stores what a node has posted. After an exception the node posts it again.
     *
     * @param events of the types {@code said}, {@code moderated} and {@code node_lost} (docs/hooks.md)
     */
    void take(JsonNode events) throws IOException, InterruptedException, SQLException {
        List<JsonNode> said = new ArrayList<>();
        for (JsonNode event : events) {
            if (event.path("type").asText().equals("said")) {
                ObjectNode message = (ObjectNode) event.get("data");
                said.add(message.put(
                        "at", Instant.parse(event.get("timestamp").asText()).toEpochMilli()));
            }
        }
        holes.addAll(archive.add(said));
        for (JsonNode event : events) {
            if (event.path("type").asText().equals("moderated")) {
                moderated(event.get("data"));
            } else if (event.path("type").asText().equals("node_lost")) {
                // It may have had messages that it has not posted.
                for (JsonNode room : event.at("/data/rooms")) {
                    read(room.asText());
                }
            }
        }
    }

    /** The history says what is gone, and at which place: an act names no epoch. */
    private void moderated(JsonNode act) throws IOException, InterruptedException, SQLException {
        String room = act.path("room").asText();
        String action = act.path("action").asText();
        if (action.equals("erase")) {
            archive.erase(act.path("user").asText());
            reconcile();
        } else if (DELETING.contains(action) && !room.equals("*")) {
            read(room);
        }
    }

    /** Reads the rooms in which a place is still missing: another node may have posted it meanwhile. */
    void fill() throws IOException, InterruptedException, SQLException {
        for (Archive.Place hole : holes) {
            if (!archive.has(hole)) {
                read(hole.room());
            }
            // If the history did not have it, it will not have it later.
            holes.remove(hole);
        }
    }

    /** Reads all that the rooms keep. */
    void reconcile() throws IOException, InterruptedException, SQLException {
        for (JsonNode room : chat.list("/rooms", "rooms")) {
            read(room.get("room").asText());
        }
    }

    /** From the newest message back to the oldest. */
    private void read(String room) throws IOException, InterruptedException, SQLException {
        String path = "/rooms/" + Chat.encoded(room) + "/messages?limit=1000";
        JsonNode page;
        String before = "";
        do {
            page = chat.ask("GET", path + before, null);
            List<JsonNode> events = new ArrayList<>();
            for (JsonNode event : page.get("messages")) {
                events.add(((ObjectNode) event).put("epoch", page.get("epoch").asText()));
            }
            archive.add(events);
            before = "&before=" + page.at("/messages/0/seq").asLong();
        } while (page.get("more").asBoolean());
    }
}
