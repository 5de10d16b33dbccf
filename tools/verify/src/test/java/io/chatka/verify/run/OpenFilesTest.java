package io.chatka.verify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.tools.CannotRun;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void as_many_clients_as_there_are_descriptors_for_can_be_had_and_no_more() {
        int most = OpenFiles.clients();
        assertThat(most).isPositive();
        assertThatCode(() -> OpenFiles.requireEnough(most)).doesNotThrowAnyException();
        assertThatThrownBy(() -> OpenFiles.requireEnough(most + 1))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("take at most " + most + " clients")
                .hasMessageContaining("ulimit -n " + OpenFiles.needed(most + 1));
    }
}
