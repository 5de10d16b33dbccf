package io.chatka.internal.actor;

/** What all sessions of a node share. */
record SessionsShared(SharedBudgets budgets, UserConnections connections) {
    SessionsShared() {
        this(new SharedBudgets(), new UserConnections());
    }
}
