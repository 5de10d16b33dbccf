package io.chatka.admin;

import io.chatka.internal.admin.Answer;
import java.util.concurrent.CompletionStage;

/** Carries out one operation. Must not block; what it throws or fails with becomes a {@link Problem}. */
@FunctionalInterface
interface Handler {
    CompletionStage<Answer> handle(Call call);
}
