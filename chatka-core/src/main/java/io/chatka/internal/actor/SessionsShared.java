package io.chatka.internal.actor;

/** What all sessions of a node share. */
record SessionsShared(SharedBudgets budgets, UserSessions sessions) {
    SessionsShared() {
        this(new SharedBudgets(), new UserSessions());
    }
}
