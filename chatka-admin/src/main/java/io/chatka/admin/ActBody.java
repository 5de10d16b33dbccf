package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.api.Act;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes an {@link Act} of a body that is as the schema {@code Act} of docs/openapi.yaml describes it. */
final class ActBody {
    /** The fields of each action that are needed; a field that ends with ? may be left out. */
    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            Map.entry("clear", Set.of("user")),
            Map.entry("mute", Set.of("user", "for?", "reason?", "shadow?")),
            Map.entry("unmute", Set.of("user")),
            Map.entry("kick", Set.of("user", "reason?")),
            Map.entry("ban", Set.of("user", "for?", "reason?", "delete?")),
            Map.entry("unban", Set.of("user")),
            Map.entry("slow", Set.of("seconds")),
            Map.entry("speak", Set.of("who")),
            Map.entry("close", Set.of()),
            Map.entry("open", Set.of()),
            Map.entry("pin", Set.of("seq", "epoch?")),
            Map.entry("unpin", Set.of("seq", "epoch?")),
            Map.entry("announce", Set.of("text?", "data?")));

    private ActBody() {}

    /** @throws Problem if the action needs another field, or does not take one */
    static Act act(JsonNode body) {
        String action = body.get("action").asText();
        Set<String> fields = FIELDS.get(action);
        for (String field : fields) {
            if (!field.endsWith("?") && !body.has(field)) {
                throw Problem.field(field, "the action " + action + " needs \"" + field + "\"");
            }
        }
        body.fieldNames().forEachRemaining(field -> {
            if (!field.equals("action") && !fields.contains(field) && !fields.contains(field + "?")) {
                throw Problem.field(field, "the action " + action + " takes no \"" + field + "\"");
            }
        });
        return act(action, body);
    }

    private static Act act(String action, JsonNode body) {
        String user = body.path("user").asText(null);
        long millis = body.path("for").asLong();
        String reason = body.path("reason").asText(null);
        long seq = body.path("seq").asLong();
        String epoch = body.path("epoch").asText(null);
        return switch (action) {
            case "clear" -> new Act.Clear(user);
            case "mute" ->
                new Act.Mute(user, millis, reason, body.path("shadow").asBoolean());
            case "unmute" -> new Act.Unmute(user);
            case "kick" -> new Act.Kick(user, reason);
            case "ban" -> new Act.Ban(user, millis, reason, body.path("delete").asBoolean());
            case "unban" -> new Act.Unban(user);
            case "slow" -> new Act.Slow(body.get("seconds").asInt());
            case "speak" ->
                new Act.Speak(Act.Speakers.valueOf(body.get("who").asText().toUpperCase(Locale.ROOT)));
            case "close" -> new Act.Close();
            case "open" -> new Act.Open();
            case "pin" -> new Act.Pin(seq, epoch);
            case "unpin" -> new Act.Unpin(seq, epoch);
            default ->
                new Act.Announce(body.path("text").asText(null), body.has("data") ? Json.text(body.get("data")) : null);
        };
    }
}
