package io.chatka.internal.actor;

/** What all sessions of a node share. */
record SessionsShared(SharedBudgets budgets, UserSessions sessions) {
    SessionsShared(UserSessions sessions) {
        this(new SharedBudgets(), sessions);
    }
}
