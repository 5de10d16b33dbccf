package example.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Every place in the order of every room, once, in SQLite: a message, or a deletion, which has a place of its own. A text
 * that is gone does not return, in whatever order news of the message and of its deletion come. Thread-safe.
 */
final class Archive implements AutoCloseable {
    private static final String TABLE = """
            create table if not exists places (
              room text, epoch text, seq integer, at integer,
              sender text, name text, text text, data text,
              target integer, -- of a deletion: the message
              cleared text,   -- of a deletion: the user whose earlier messages are gone
              primary key (room, epoch, seq)) without rowid""";
    private static final String ADD = "insert or ignore into places values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String FORGET = "update places set text = null, data = null where ";
    /** The message at a place, if it is known to be deleted. */
    private static final String FORGET_LATE = FORGET + """
            room = ? and epoch = ? and seq = ? and exists (select * from places as deletion
              where deletion.room = places.room and deletion.epoch = places.epoch and deletion.seq > places.seq
              and (deletion.target = places.seq or deletion.cleared = places.sender))""";

    /** A place in the order of a room. */
    record Place(String room, String epoch, long seq) {}

    private final Connection database;

    Archive(Path file) throws SQLException {
        database = DriverManager.getConnection("jdbc:sqlite:" + file);
        run(TABLE);
    }

    /**
     * Stores events that are not there yet; they are on the disk when this returns.
     *
     * @param events frames {@code message} and {@code deleted} (docs/protocol.md) with an {@code epoch}
     * @return places before new ones that the archive does not have
     */
    synchronized List<Place> add(List<JsonNode> events) throws SQLException {
        List<Place> holes = new ArrayList<>();
        database.setAutoCommit(false);
        try {
            for (JsonNode event : events) {
                Place place = new Place(
                        text(event, "room"),
                        text(event, "epoch"),
                        event.get("seq").asLong());
                Place before = new Place(place.room, place.epoch, place.seq - 1);
                if (add(place, event) && before.seq > 0 && !has(before)) {
                    holes.add(before);
                }
            }
            database.commit();
        } finally {
            database.rollback();
            database.setAutoCommit(true);
        }
        return holes;
    }

    private boolean add(Place place, JsonNode event) throws SQLException {
        JsonNode from = event.path("from");
        String data = event.has("data") ? event.get("data").toString() : null;
        Long target = event.has("target") ? event.get("target").asLong() : null;
        String user = text(event, "user");
        boolean added = run(
                        ADD,
                        place.room,
                        place.epoch,
                        place.seq,
                        event.get("at").asLong(),
                        text(from, "id"),
                        text(from, "name"),
                        text(event, "text"),
                        data,
                        target,
                        user)
                > 0;
        if (event.has("deleted")) {
            run(FORGET + "room = ? and epoch = ? and seq = ?", place.room, place.epoch, place.seq);
        } else if (!added) {
            return false;
        } else if (target != null) {
            run(FORGET + "room = ? and epoch = ? and seq = ?", place.room, place.epoch, target);
        } else if (user != null) {
            // The history has only the present epoch, so all others are earlier.
            String earlier = "room = ? and sender = ? and (epoch <> ? or seq < ?)";
            run(FORGET + earlier, place.room, user, place.epoch, place.seq);
        } else {
            run(FORGET_LATE, place.room, place.epoch, place.seq);
        }
        return added;
    }

    synchronized boolean has(Place place) throws SQLException {
        String query = "select * from places where room = ? and epoch = ? and seq = ?";
        try (PreparedStatement statement = prepared(query, place.room, place.epoch, place.seq);
                ResultSet found = statement.executeQuery()) {
            return found.next();
        }
    }

    /** Takes out all texts of a user, also those that no room keeps any more. */
    synchronized void erase(String user) throws SQLException {
        run(FORGET + "sender = ?", user);
    }

    /** The messages of a room in their order; those that are deleted have neither text nor data. */
    synchronized ArrayNode messages(String room) throws SQLException {
        ArrayNode messages = new ObjectMapper().createArrayNode();
        String query = """
                select epoch, seq, at, sender, name, text, data from places
                where room = ? and target is null and cleared is null order by min(at) over (partition by epoch), seq""";
        try (PreparedStatement statement = prepared(query, room);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                messages.addObject()
                        .put("epoch", found.getString(1))
                        .put("seq", found.getLong(2))
                        .put("at", found.getLong(3))
                        .put("sender", found.getString(4))
                        .put("name", found.getString(5))
                        .put("text", found.getString(6))
                        .put("data", found.getString(7));
            }
        }
        return messages;
    }

    private int run(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = database.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static String text(JsonNode object, String field) {
        return object.has(field) ? object.get(field).asText() : null;
    }

    @Override
    public synchronized void close() throws SQLException {
        database.close();
    }
}
