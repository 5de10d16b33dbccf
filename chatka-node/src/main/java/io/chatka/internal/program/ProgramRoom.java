package io.chatka.internal.program;

import io.chatka.Page;
import io.chatka.Reply;
import io.chatka.Room;
import io.chatka.api.Act;
import io.chatka.api.HeldMessage;
import io.chatka.api.ModerationRecord;
import io.chatka.api.RefusedException;
import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.PublishRefusedException;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.moderation.Moderator;
import io.chatka.internal.moderation.Posts;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.ModerationFrames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One room, in the name of a caller. Thread-safe. */
final class ProgramRoom implements Room {
    private static final int PAGE_BYTES = 4 << 20;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final Tools tools;
    private final Moderator caller;
    private final String name;

    ProgramRoom(Tools tools, Moderator caller, String name) {
        this.tools = tools;
        this.caller = caller;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<Reply<State>> state() {
        return tools.asking().room(name).thenCombine(tools.broker().rooms().state(name), (open, set) -> {
            State state = new State(
                    name,
                    open.value().members(),
                    open.value().users(),
                    open.value().perSecond(),
                    new Rules(set.slowSeconds(), ModerationFrames.speakers(set), set.isClosed()),
                    texts(set));
            return new Reply<>(state, open.missing());
        });
    }

    private static List<String> texts(RoomState state) {
        return state.pinned().stream().map(ProgramRoom::text).toList();
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public CompletionStage<Reply<Page<Member>>> members(String after, int limit) {
        return tools.asking().members(name, after, ProgramOperations.limit(limit));
    }

    @Override
    public CompletionStage<Messages> messages(long before, long after, int limit) {
        HistoryQuery query =
                new HistoryQuery(Math.max(0, after), before, after < 0, ProgramOperations.limit(limit), PAGE_BYTES);
        return tools.broker().rooms().history(name, query).thenApply(page -> {
            List<String> events = page.events().stream().map(ProgramRoom::seen).toList();
            return new Messages(page.top().epoch(), events, page.more());
        });
    }

    /** As moderators see it. */
    private static String seen(Event event) {
        return text(ModerationFrames.asModeratorsSee(event));
    }

    @Override
    public CompletionStage<Posted> say(Post post) {
        User from = post.from() == null ? caller.user() : post.from();
        Posts.Content content = content(post);
        return tools.posts()
                .publish(name, from, content, scoped(post.key()), null)
                .thenApply(receipt -> {
                    if (post.from() != null) {
                        record("say", from.id(), receipt.position().seq());
                    }
                    return new Posted(
                            receipt.position().epoch(), receipt.position().seq(), receipt.duplicate());
                });
    }

    private Posts.Content content(Post post) {
        try {
            ClientCommand.Say checked = tools.checks().message(post.text(), post.data());
            return new Posts.Content(checked.text(), checked.data(), post.announcement());
        } catch (ClientException bad) {
            throw ProgramOperations.refused(bad);
        }
    }

    /** The keys of each application are its own. */
    private String scoped(String key) {
        if (key != null && !KEY.matcher(key).matches()) {
            throw new RefusedException("bad_field", "\"key\" has to be 1 to 64 ASCII letters, digits and . _ - :");
        }
        return key == null ? null : "a " + caller.user().id() + ' ' + key;
    }

    @Override
    public CompletionStage<Void> moderate(Act act) {
        if (act instanceof Act.Announce announce) {
            content(new Post(announce.text(), announce.data(), null, null, true));
        }
        return tools.acts().act(caller, name, act).exceptionallyCompose(failure -> {
            Throwable cause = Stages.cause(failure);
            return CompletableFuture.failedFuture(
                    cause instanceof PublishRefusedException refused ? refused(refused) : cause);
        });
    }

    /** What the caller announces is bound by sanctions against the caller. */
    private static RefusedException refused(PublishRefusedException refused) {
        String code = refused.why().name().toLowerCase(Locale.ROOT);
        return new RefusedException(code, "the room does not let the caller say this: " + code);
    }

    @Override
    public CompletionStage<Void> delete(long seq, String epoch, String reason) {
        return tools.acts().delete(caller, name, seq, epoch, reason);
    }

    @Override
    public CompletionStage<Page<Sanction>> sanctions(String after, int limit) {
        return tools.broker()
                .rooms()
                .sanctions(name, after, ProgramOperations.limit(limit))
                .thenApply(found -> new Page<>(
                        found.sanctions().stream().map(ProgramUsers::sanction).toList(), found.next()));
    }

    @Override
    public CompletionStage<List<HeldMessage>> held() {
        return tools.held().in(name);
    }

    @Override
    public CompletionStage<Boolean> approve(String id) {
        return tools.held().approve(name, id, decided("approve"));
    }

    @Override
    public CompletionStage<Boolean> deny(String id) {
        return tools.held().deny(name, id, decided("deny"));
    }

    private Consumer<HeldMessage> decided(String action) {
        return message -> record(action, message.user().id(), 0);
    }

    private void record(String action, String user, long seq) {
        tools.records().add(caller, name, action, new ModerationRecord.About(user, seq, 0, null));
    }
}
