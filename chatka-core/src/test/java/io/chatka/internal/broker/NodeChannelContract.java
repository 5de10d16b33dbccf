package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every {@link NodeChannel} promises. */
public abstract class NodeChannelContract extends BrokerContract {
    private static final byte[] NOTE = {0, '\n', -1, 'e', ' ', 127};
    private static final byte[] LAST = {'l', 'a', 's', 't'};
    private static final byte[] CALL = {'c', 'a', 'l', 'l'};

    private final Topic topic = Topic.echo(room);

    @Test
    void a_note_reaches_every_listener_of_its_topic_on_every_node_as_it_is() {
        List<Notes> all = List.of(listen(a(), topic), listen(a(), topic), listen(b(), topic));
        a().nodes().send(topic, NOTE);
        for (Notes notes : all) {
            eventually(() -> assertThat(notes.heard).containsExactly(NOTE));
        }
    }

    @Test
    void a_note_reaches_no_other_topic() {
        Notes elsewhere = listen(b(), Topic.echo("other-" + room));
        Notes inRoom = listen(b(), Topic.presence(room));
        Notes here = listen(b(), topic);
        a().nodes().send(topic, NOTE);
        eventually(() -> assertThat(here.heard).hasSize(1));
        a().nodes().send(Topic.presence(room), LAST);
        a().nodes().send(Topic.echo("other-" + room), LAST);
        eventually(() -> assertThat(inRoom.heard).containsExactly(LAST));
        eventually(() -> assertThat(elsewhere.heard).containsExactly(LAST));
    }

    @Test
    void all_nodes_share_the_topic_of_the_peers() {
        Notes near = listen(a(), Topic.PEERS);
        Notes far = listen(b(), Topic.PEERS);
        b().nodes().send(Topic.PEERS, NOTE);
        eventually(() -> assertThat(near.heard).contains(NOTE));
        eventually(() -> assertThat(far.heard).contains(NOTE));
    }

    @Test
    void a_note_without_listeners_is_lost() {
        Topic other = Topic.echo("other-" + room);
        Notes witness = listen(a(), other);
        a().nodes().send(topic, NOTE);
        // Once a later note has arrived, the first one has been delivered.
        a().nodes().send(other, LAST);
        eventually(() -> assertThat(witness.heard).hasSize(1));
        Notes late = listen(b(), topic);
        a().nodes().send(topic, LAST);
        eventually(() -> assertThat(late.heard).containsExactly(LAST));
    }

    @Test
    void a_rooms_notes_are_heard_as_soon_as_its_events_are() {
        Notes notes = new Notes();
        b().nodes().subscribe(Topic.presence(room), notes);
        subscribe(b(), room);
        a().nodes().send(Topic.presence(room), NOTE);
        eventually(() -> assertThat(notes.heard).containsExactly(NOTE));
    }

    @Test
    void a_rooms_notes_have_no_place_in_its_order_and_its_events_are_no_notes() {
        Notes notes = listen(b(), Topic.presence(room));
        Hearing events = subscribe(b(), room);
        a().nodes().send(Topic.presence(room), NOTE);
        assertThat(publish(a(), room, "first").seq()).isEqualTo(1);
        a().nodes().send(Topic.presence(room), LAST);
        eventually(() -> assertThat(notes.heard).containsExactly(NOTE, LAST));
        eventually(() -> assertThat(events.seqs()).containsExactly(1L));
    }

    @Test
    void notes_and_events_of_a_room_are_unsubscribed_apart() {
        Notes notes = listen(a(), Topic.presence(room));
        Hearing events = subscribe(a(), room);
        a().rooms().unsubscribe(room, events);
        b().nodes().send(Topic.presence(room), NOTE);
        eventually(() -> assertThat(notes.heard).containsExactly(NOTE));

        Hearing again = subscribe(a(), room);
        a().nodes().unsubscribe(Topic.presence(room), notes);
        publish(b(), room, "hi");
        eventually(() -> assertThat(again.seqs()).containsExactly(1L));
        assertThat(events.events).isEmpty();
    }

    @Test
    void an_unsubscribed_listener_hears_nothing_more() {
        Notes gone = listen(a(), topic);
        Notes stays = listen(a(), topic);
        a().nodes().unsubscribe(topic, gone);
        a().nodes().unsubscribe(topic, gone);
        a().nodes().unsubscribe(Topic.echo("never-" + room), stays);
        b().nodes().send(topic, NOTE);
        eventually(() -> assertThat(stays.heard).hasSize(1));
        assertThat(gone.heard).isEmpty();
    }

    @Test
    void subscribing_and_unsubscribing_in_quick_turns_ends_as_the_last_call_says() {
        Notes notes = new Notes();
        for (int i = 0; i < 100; i++) {
            a().nodes().subscribe(topic, notes);
            a().nodes().unsubscribe(topic, notes);
        }
        Notes witness = listen(a(), topic);
        b().nodes().send(topic, NOTE);
        eventually(() -> assertThat(witness.heard).hasSize(1));
        assertThat(notes.called).isFalse();
        a().nodes().subscribe(topic, notes);
        b().nodes().send(topic, LAST);
        eventually(() -> assertThat(notes.heard).containsExactly(LAST));
    }

    @Test
    void a_listener_that_unsubscribes_itself_in_a_callback_hears_one_note() {
        List<byte[]> heard = new CopyOnWriteArrayList<>();
        NoteListener once = new NoteListener() {
            @Override
            public void onNote(byte[] note) {
                heard.add(note);
                a().nodes().unsubscribe(topic, this);
            }
        };
        a().nodes().subscribe(topic, once);
        Notes stays = listen(a(), topic);
        b().nodes().send(topic, LAST);
        eventually(() -> assertThat(stays.heard).hasSize(1));
        assertThat(heard).hasSize(1);
    }

    @Test
    void a_listener_that_throws_keeps_nobody_else_from_hearing() {
        a().nodes().subscribe(topic, note -> {
            throw new IllegalStateException("on purpose");
        });
        a().nodes().subscribe(topic, note -> {
            throw new LinkageError("on purpose");
        });
        Notes notes = listen(a(), topic);
        b().nodes().send(topic, NOTE);
        eventually(() -> assertThat(notes.heard).hasSize(1));
    }

    @Test
    void a_listener_may_answer_in_a_callback() {
        AtomicBoolean answered = new AtomicBoolean();
        a().nodes().subscribe(topic, note -> {
            if (Arrays.equals(note, NOTE) && answered.compareAndSet(false, true)) {
                a().nodes().send(topic, LAST);
            }
        });
        Notes notes = listen(b(), topic);
        b().nodes().send(topic, NOTE);
        eventually(() -> assertThat(notes.heard).containsExactly(NOTE, LAST));
    }

    @Test
    void a_closed_broker_delivers_nothing_and_throws_nothing() {
        Broker closed = another();
        Notes notes = listen(closed, topic);
        closed.close();
        closed.nodes().send(topic, NOTE);
        closed.nodes().subscribe(topic, new Notes());
        closed.nodes().unsubscribe(topic, notes);
        assertThat(notes.heard).isEmpty();
    }

    /** Returns once the listener has heard a note. */
    private static Notes listen(Broker broker, Topic topic) {
        Notes notes = new Notes();
        broker.nodes().subscribe(topic, notes);
        eventually(() -> {
            broker.nodes().send(topic, CALL);
            assertThat(notes.called).isTrue();
        });
        return notes;
    }

    /** Records what it hears, except calls. */
    private static final class Notes implements NoteListener {
        private final List<byte[]> heard = new CopyOnWriteArrayList<>();
        private volatile boolean called;

        @Override
        public void onNote(byte[] note) {
            if (Arrays.equals(note, CALL)) {
                called = true;
            } else {
                heard.add(note);
            }
        }
    }
}
