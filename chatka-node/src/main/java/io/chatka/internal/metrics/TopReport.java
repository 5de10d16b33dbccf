package io.chatka.internal.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chatka.internal.meter.HeavyHitters;
import io.chatka.internal.meter.LaneMeter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The heaviest rooms and users of the last minute or two, as JSON. */
public final class TopReport {
    private static final JsonFactory JSON = new JsonFactory();

    private TopReport() {}

    /** @param most how many rooms and how many users */
    public static byte[] of(List<LaneMeter> lanes, int most) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            long covers = lanes.stream().mapToLong(LaneMeter::topCovers).max().orElse(0);
            json.writeStartObject();
            json.writeNumberField("seconds", TimeUnit.NANOSECONDS.toSeconds(covers));
            list(json, "rooms", "room", "deliveries", heaviest(lanes, LaneMeter::topRooms, most));
            list(json, "users", "user", "messages", heaviest(lanes, LaneMeter::topUsers, most));
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private static List<HeavyHitters.Hitter> heaviest(
            List<LaneMeter> lanes, Function<LaneMeter, List<HeavyHitters>> which, int most) {
        List<HeavyHitters> sketches = new ArrayList<>();
        lanes.forEach(lane -> sketches.addAll(which.apply(lane)));
        return HeavyHitters.heaviest(sketches, most);
    }

    private static void list(
            JsonGenerator json, String name, String key, String count, List<HeavyHitters.Hitter> hitters)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (HeavyHitters.Hitter hitter : hitters) {
            json.writeStartObject();
            json.writeStringField(key, hitter.key());
            json.writeNumberField(count, hitter.count());
            json.writeNumberField("error", hitter.error());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
