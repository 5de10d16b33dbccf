package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.BrokerOf;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.protocol.CommandId;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class HistoryReadsTest {
    private static final HistoryQuery NEWEST = new HistoryQuery(0, Long.MAX_VALUE, true, 10, 1_000);
    private static final HistoryPage PAGE = new HistoryPage(
            Head.of("e", 1), List.of(new Event("e", 1, "{}".getBytes(StandardCharsets.US_ASCII))), false);

    private final List<CompletableFuture<HistoryPage>> reads = new ArrayList<>();
    private final TestInbox<ChatRoomActor.Command> room = TestInbox.create();
    private final HistoryReads history = new HistoryReads(
            new ChatContext(null, broker(), "node", null, null, null, null, null),
            "lobby",
            null,
            null,
            room.getRef(),
            null);

    @Test
    void those_who_ask_the_same_at_once_get_one_page_that_was_read_and_encoded_once() {
        TestInbox<UserActor.Command> ann = TestInbox.create();
        TestInbox<UserActor.Command> bob = TestInbox.create();
        history.lookBack(new ChatRoomActor.FetchHistory(ann.getRef(), NEWEST, new CommandId("1", true)));
        history.lookBack(new ChatRoomActor.FetchHistory(bob.getRef(), NEWEST, new CommandId("2", true)));
        assertThat(reads).hasSize(1);
        reads.get(0).complete(PAGE);
        history.lookedBack((ChatRoomActor.HistoryFetched) room.receiveMessage());

        UserActor.Past toAnn = (UserActor.Past) ann.receiveMessage();
        UserActor.Past toBob = (UserActor.Past) bob.receiveMessage();
        assertThat(toAnn.id().text()).isEqualTo("1");
        assertThat(toBob.id().text()).isEqualTo("2");
        assertThat(toBob.page()).isSameAs(toAnn.page());
        assertThat(new String(toAnn.page().utf8(), StandardCharsets.US_ASCII))
                .isEqualTo(",\"room\":\"lobby\",\"epoch\":\"e\",\"more\":false,\"messages\":[{}]}");
    }

    /** One whose reads the test answers. */
    private Broker broker() {
        RoomBroker rooms = (RoomBroker) Proxy.newProxyInstance(
                RoomBroker.class.getClassLoader(), new Class<?>[] {RoomBroker.class}, (proxy, method, arguments) -> {
                    CompletableFuture<HistoryPage> read = new CompletableFuture<>();
                    reads.add(read);
                    return read;
                });
        return new BrokerOf(rooms, null);
    }
}
