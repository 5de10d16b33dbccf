package io.chatka.internal.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.Grant;
import io.chatka.api.Grants;
import io.chatka.api.User;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.protocol.ClientCommand;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole matrix: role x grants x command x room. What a room's state forbids: RoomModerationContract. */
class PermissionsTest {
    private static final Set<Grant> TALK = EnumSet.of(Grant.JOIN, Grant.SAY);
    private static final Permissions DEFAULTS =
            new Permissions(Grants.of(Map.of("*", TALK)), Grants.of(Map.of("*", TALK)));

    /** What a token may grant; {@code own} is the user's own room. */
    private static final Map<String, Grants> GIVEN = Map.of(
            "nothing", Grants.of(Map.of()),
            "join", Grants.of(Map.of("own", Set.of(Grant.JOIN))),
            "talk", Grants.of(Map.of("own", TALK)),
            "moderate", Grants.of(Map.of("own", Set.of(Grant.MODERATE), "vip-*", TALK)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
                    ROLE      | GRANTS   | ROOM  | MAY
                    guest     | none     | own   | join history members say typing delete report
                    guest     | none     | other | join history members say typing delete report
                    member    | none     | own   | join history members say typing delete report
                    member    | none     | other | join history members say typing delete report
                    vip       | none     | other | join history members say typing delete report
                    moderator | none     | own   | join history members say typing delete report moderate
                    moderator | none     | other | join history members say typing delete report moderate
                    admin     | none     | other | join history members say typing delete report moderate
                    member    | nothing  | own   |
                    moderator | nothing  | own   |
                    admin     | nothing  | own   | join history members say typing delete report moderate
                    member    | join     | own   | join history members delete report
                    member    | join     | other |
                    moderator | join     | own   | join history members delete report
                    member    | talk     | own   | join history members say typing delete report
                    member    | talk     | other |
                    member    | moderate | own   | join history members say typing delete report moderate
                    member    | moderate | vip-1 | join history members say typing delete report
                    moderator | moderate | vip-1 | join history members say typing delete report
                    moderator | moderate | other |
                    admin     | moderate | other | join history members say typing delete report moderate
                    """)
    void each_command_needs_its_grant_in_its_room(String role, String grants, String room, String may) {
        Rights rights = DEFAULTS.in(user(role, grants), room);
        List<String> allowed = may == null ? List.of() : List.of(may.split(" "));
        for (Class<?> command : ClientCommand.class.getPermittedSubclasses()) {
            CommandNeeds.Need need = CommandNeeds.of(command.asSubclass(ClientCommand.class));
            String name = command.getSimpleName().toLowerCase(java.util.Locale.ROOT);
            if (need.grant() != null) {
                assertThat(rights.has(need.grant())).as("%s", name).isEqualTo(allowed.contains(name));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "guest,none,own,GUEST,guest",
        "member,none,own,MEMBER,member",
        "vip,none,own,MEMBER,vip",
        "moderator,none,own,MODERATOR,moderator",
        "moderator,talk,own,MEMBER,member",
        "member,moderate,own,MODERATOR,moderator",
        "member,moderate,vip-1,MEMBER,member",
        "admin,nothing,own,ADMIN,admin"
    })
    void rank_and_role_are_those_in_the_room(String role, String grants, String room, Rank rank, String shown) {
        User user = user(role, grants);
        Rights rights = DEFAULTS.in(user, room);
        assertThat(rights.rank()).isEqualTo(rank);
        assertThat(rights.role(user)).isEqualTo(shown);
        assertThat(Permissions.rankOf(shown)).isEqualTo(rank);
    }

    @Test
    void every_command_has_a_row_and_none_that_acts_in_a_room_needs_nothing() {
        List<Class<? extends ClientCommand>> free = List.of(
                ClientCommand.Hello.class,
                ClientCommand.Ping.class,
                ClientCommand.Refresh.class,
                ClientCommand.Leave.class);
        for (Class<?> command : ClientCommand.class.getPermittedSubclasses()) {
            CommandNeeds.Need need = CommandNeeds.of(command.asSubclass(ClientCommand.class));
            assertThat(need.grant() == null).as("%s", command).isEqualTo(free.contains(command));
            assertThat(need.action() == null).as("%s", command).isEqualTo(free.contains(command));
        }
        assertThatThrownBy(() -> CommandNeeds.of(ClientCommand.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_most_specific_pattern_counts_alone() {
        Grants grants = Grants.of(Map.of(
                "*", TALK, "staff-*", Set.of(), "staff-open-*", Set.of(Grant.JOIN), "staff-open-1", Set.of(Grant.SAY)));
        assertThat(grants.in("lobby")).isEqualTo(TALK);
        assertThat(grants.in("staff-")).isEmpty();
        assertThat(grants.in("staff")).isEqualTo(TALK);
        assertThat(grants.in("staff-open-2")).containsExactly(Grant.JOIN);
        assertThat(grants.in("staff-open-1")).containsExactly(Grant.SAY);
        assertThat(Grants.of(Map.of("a", Set.of(Grant.MODERATE))).in("a")).containsExactlyInAnyOrder(Grant.values());
        for (String bad : List.of("", "a*b", "**")) {
            assertThatThrownBy(() -> Grants.of(Map.of(bad, TALK))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static User user(String role, String grants) {
        return new User("u1", "Uli", role, null, GIVEN.get(grants));
    }
}
