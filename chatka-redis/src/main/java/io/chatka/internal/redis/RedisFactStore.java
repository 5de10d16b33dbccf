package io.chatka.internal.redis;

import io.chatka.internal.broker.FactStore;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Facts in one hash, and secrets in keys of their own; see facts.lua. */
final class RedisFactStore implements FactStore {
    /** The field with the table's version. */
    private static final String VERSION = "";

    private final Pipeline pipeline;
    private final Keys keys;

    RedisFactStore(Pipeline pipeline, Keys keys) {
        this.pipeline = pipeline;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Long> put(String key, Fact fact) {
        byte[] value = RoomScripts.bytes(fact.until() + " " + fact.value());
        return change(value.length, RoomScripts.bytes(key), value);
    }

    @Override
    public CompletionStage<Long> remove(String key) {
        return change(0, RoomScripts.bytes(key));
    }

    private CompletionStage<Long> change(int size, byte[]... arguments) {
        String[] names = {keys.facts(), keys.factsCursor()};
        return pipeline.submit(
                size,
                commands -> commands.<Long>evalsha(Script.FACTS.sha(), ScriptOutputType.INTEGER, names, arguments),
                version -> version);
    }

    @Override
    public CompletionStage<Facts> read() {
        return pipeline.submit(0, commands -> commands.hgetall(keys.facts()), RedisFactStore::facts);
    }

    private static Facts facts(Map<String, byte[]> fields) {
        long version = 0;
        Map<String, Fact> facts = new HashMap<>();
        for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            String text = new String(field.getValue(), StandardCharsets.UTF_8);
            if (field.getKey().equals(VERSION)) {
                version = Long.parseLong(text);
                continue;
            }
            int space = text.indexOf(' ');
            long until = Long.parseLong(text.substring(0, space));
            if (until == 0 || until > System.currentTimeMillis()) {
                facts.put(field.getKey(), new Fact(text.substring(space + 1), until));
            }
        }
        return new Facts(version, facts);
    }

    @Override
    public CompletionStage<byte[]> secret(String name, byte[] made) {
        return pipeline.<String, String>submit(
                        made.length,
                        commands -> commands.set(keys.secret(name), made, SetArgs.Builder.nx()),
                        written -> written)
                .thenCompose(written ->
                        pipeline.<byte[], byte[]>submit(0, commands -> commands.get(keys.secret(name)), kept -> kept));
    }
}
