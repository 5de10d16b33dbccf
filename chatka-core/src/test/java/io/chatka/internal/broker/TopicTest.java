package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.RoomNames;
import org.junit.jupiter.api.Test;

class TopicTest {
    @Test
    void no_client_can_use_a_room_with_the_name_of_another_topic() {
        for (Topic topic : new Topic[] {Topic.PEERS, Topic.FACTS, Topic.echo("node")}) {
            assertThatThrownBy(() -> RoomNames.requireValid(topic.name())).isInstanceOf(ClientException.class);
        }
    }

    @Test
    void nodes_of_the_version_before_use_the_same_names() {
        assertThat(Topic.PEERS.name()).isEqualTo("~nodes");
        assertThat(Topic.presence("lobby").name()).isEqualTo("lobby");
    }
}
