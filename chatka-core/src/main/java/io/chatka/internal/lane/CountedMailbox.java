package io.chatka.internal.lane;

import com.typesafe.config.Config;
import io.chatka.internal.meter.NodeMeter;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import org.apache.pekko.dispatch.UnboundedMailbox;
import scala.Option;

/**
 * A room's mailbox that counts its messages for the node's meter. It has no bound: connections
 * bound the commands under way, and only the room can tell which events of the broker it may drop.
 * Pekko constructs it by reflection; {@link Lanes#dispatchers()} names it.
 */
public final class CountedMailbox implements MailboxType, ProducesMessageQueue<UnboundedMailbox.MessageQueue> {

    public CountedMailbox(ActorSystem.Settings settings, Config config) {}

    @Override
    public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
        NodeMeter meter = system.get()
                .settings()
                .setup()
                .get(Lanes.class)
                .map(Lanes::meter)
                .orElseThrow(() -> new IllegalStateException("the actor system was started without Lanes"));
        return new Counted(meter);
    }

    private static final class Counted extends UnboundedMailbox.MessageQueue {
        private static final long serialVersionUID = 1;
        private final transient NodeMeter meter;

        Counted(NodeMeter meter) {
            this.meter = meter;
        }

        @Override
        public void enqueue(ActorRef receiver, Envelope message) {
            meter.roomMailbox(1);
            super.enqueue(receiver, message);
        }

        @Override
        public Envelope dequeue() {
            Envelope message = super.dequeue();
            if (message != null) {
                meter.roomMailbox(-1);
            }
            return message;
        }
    }
}
