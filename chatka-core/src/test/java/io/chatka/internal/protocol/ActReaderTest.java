package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.Act;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActReaderTest {
    private static final String START = "{\"type\":\"moderate\",\"id\":1,\"room\":\"lobby\",";
    private final CommandDecoder decoder = new CommandDecoder(2000, 8192);

    @Test
    void every_action_is_read() throws ClientException {
        assertAct("\"action\":\"clear\",\"user\":\"u7\"", new Act.Clear("u7"));
        assertAct("\"action\":\"mute\",\"user\":\"u7\",\"for\":600000", new Act.Mute("u7", 600_000, null, false));
        assertAct("\"action\":\"mute\",\"user\":\"u7\",\"shadow\":true", new Act.Mute("u7", 0, null, true));
        assertAct("\"action\":\"mute\",\"user\":\"u 7\",\"reason\":\"loud\"", new Act.Mute("u 7", 0, "loud", false));
        assertAct("\"action\":\"unmute\",\"user\":\"u7\"", new Act.Unmute("u7"));
        assertAct("\"action\":\"kick\",\"user\":\"u7\"", new Act.Kick("u7", null));
        assertAct("\"action\":\"ban\",\"user\":\"u7\",\"delete\":true", new Act.Ban("u7", 0, null, true));
        assertAct("\"action\":\"ban\",\"user\":\"u7\",\"for\":1", new Act.Ban("u7", 1, null, false));
        assertAct("\"action\":\"unban\",\"user\":\"u7\"", new Act.Unban("u7"));
        assertAct("\"action\":\"slow\",\"seconds\":600", new Act.Slow(600));
        assertAct("\"action\":\"slow\",\"seconds\":0", new Act.Slow(0));
        assertAct("\"action\":\"speak\",\"who\":\"members\"", new Act.Speak(Act.Speakers.MEMBERS));
        assertAct("\"action\":\"close\"", new Act.Close());
        assertAct("\"action\":\"open\"", new Act.Open());
        assertAct("\"action\":\"pin\",\"seq\":7,\"epoch\":\"e\"", new Act.Pin(7, "e"));
        assertAct("\"action\":\"unpin\",\"seq\":7", new Act.Unpin(7, null));
        assertAct("\"action\":\"announce\",\"text\":\"hi\"", new Act.Announce("hi", null));
        assertThat(decode("{\"type\":\"delete\",\"id\":1,\"seq\":7,\"epoch\":\"e\",\"reason\":\"spam\"}"))
                .isEqualTo(new ClientCommand.Delete(new CommandId("1", true), null, 7, "e", "spam"));
        assertThat(decode("{\"type\":\"report\",\"room\":\"lobby\",\"seq\":7}"))
                .isEqualTo(new ClientCommand.Report(null, "lobby", 7, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "user":"u7"                                    | "action" is missing; there are clear, mute, unmute, kick, ban, unban, slow, speak, close, open, pin, unpin, announce
                    "action":"dance"                               | there is no such action; there are clear, mute
                    "action":"mute"                                | "user" is missing
                    "action":"mute","user":""                      | "user" has to be an id
                    "action":"mute","user":"a\\u0000"              | "user" has to be an id
                    "action":"mute","user":7                       | "user" has to be a string
                    "action":"mute","user":"u7","for":0            | "for" has to be a whole number, 1 or more
                    "action":"mute","user":"u7","for":315360000001 | "for" has to be from 1 to 315360000000
                    "action":"ban","user":"u7","delete":"yes"      | "delete" has to be true or false
                    "action":"slow"                                | "seconds" has to be from 0 to 600
                    "action":"slow","seconds":601                  | "seconds" has to be from 0 to 600
                    "action":"slow","seconds":-1                   | "seconds" has to be a whole number, 0 or more
                    "action":"speak"                               | "who" has to be everyone, members or moderators
                    "action":"speak","who":"me"                    | "who" has to be everyone, members or moderators
                    "action":"pin"                                 | "seq" is missing
                    "action":"pin","seq":0                         | "seq" has to be a whole number, 1 or more
                    "action":"announce"                            | a message needs "text" (a string), "data", or both
                    """)
    void mistakes_are_named_with_what_would_be_right(String fields, String message) {
        assertThatThrownBy(() -> decode(START + fields + "}"))
                .isInstanceOfSatisfying(ClientException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.BAD_FIELD))
                .hasMessageStartingWith(message);
    }

    @Test
    void a_reason_is_short_and_an_id_has_at_most_128_bytes() throws ClientException {
        assertThatThrownBy(() ->
                        decode(START + "\"action\":\"kick\",\"user\":\"u\",\"reason\":\"" + "x".repeat(501) + "\"}"))
                .isInstanceOf(ClientException.class);
        assertAct("\"action\":\"kick\",\"user\":\"" + "é".repeat(64) + "\"", new Act.Kick("é".repeat(64), null));
        assertThatThrownBy(() -> decode(START + "\"action\":\"kick\",\"user\":\"" + "é".repeat(64) + "x\"}"))
                .hasMessageStartingWith("\"user\"");
    }

    private void assertAct(String fields, Act act) throws ClientException {
        assertThat(decode(START + fields + "}"))
                .isEqualTo(new ClientCommand.Moderate(new CommandId("1", true), "lobby", act));
    }

    private ClientCommand decode(String json) throws ClientException {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(utf8, 0, utf8.length);
    }
}
