package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link FactStore} promises. */
public abstract class FactStoreContract extends BrokerContract {
    /** Keys of the test's own, since the store may outlive it. */
    private final String mine = "test:" + UUID.randomUUID() + ":";

    @Test
    void a_fact_is_read_on_every_node_until_it_is_removed() {
        long put = join(a().facts().put(mine + "1", new FactStore.Fact("spam \"é\" \n", 0)));
        FactStore.Facts read = join(b().facts().read());
        assertThat(read.byKey()).containsEntry(mine + "1", new FactStore.Fact("spam \"é\" \n", 0));
        assertThat(read.version()).isGreaterThanOrEqualTo(put);
        long removed = join(b().facts().remove(mine + "1"));
        assertThat(removed).isGreaterThan(put);
        assertThat(join(a().facts().read()).byKey()).doesNotContainKey(mine + "1");
    }

    @Test
    void a_later_fact_takes_the_place_of_one_with_the_same_key() {
        join(a().facts().put(mine + "1", new FactStore.Fact("one", 0)));
        long until = System.currentTimeMillis() + 600_000;
        join(b().facts().put(mine + "1", new FactStore.Fact("two", until)));
        assertThat(join(a().facts().read()).byKey()).containsEntry(mine + "1", new FactStore.Fact("two", until));
    }

    @Test
    void a_fact_ends_by_itself() {
        join(a().facts().put(mine + "1", new FactStore.Fact("", System.currentTimeMillis() + 500)));
        eventually(() -> assertThat(join(b().facts().read()).byKey()).doesNotContainKey(mine + "1"));
    }

    @Test
    void every_change_raises_the_version_and_nothing_else_does() {
        long one = join(a().facts().put(mine + "1", new FactStore.Fact("x", 0)));
        assertThat(join(b().facts().read()).version()).isEqualTo(one);
        assertThat(join(b().facts().remove(mine + "none"))).isEqualTo(one);
        assertThat(join(b().facts().put(mine + "2", new FactStore.Fact("x", 0))))
                .isEqualTo(one + 1);
        assertThat(join(a().facts().remove(mine + "1"))).isEqualTo(one + 2);
    }

    @Test
    void the_first_nodes_secret_is_every_nodes() {
        byte[] first = "first".getBytes(StandardCharsets.UTF_8);
        assertThat(join(a().facts().secret(mine, first))).isEqualTo(first);
        assertThat(join(b().facts().secret(mine, "second".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(first);
        assertThat(join(a().facts().read()).byKey()).doesNotContainKey(mine);
    }

    @Test
    void many_facts_are_read_at_once() {
        for (int i = 0; i < 500; i++) {
            a().facts().put(mine + i, new FactStore.Fact("x", 0));
        }
        join(a().facts().put(mine + "last", new FactStore.Fact("x", 0)));
        Map<String, FactStore.Fact> read = join(b().facts().read()).byKey();
        assertThat(read.keySet().stream().filter(key -> key.startsWith(mine))).hasSize(501);
    }
}
