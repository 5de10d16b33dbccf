/**
 * The shell of a running cluster: {@code chatka admin} and {@code chatka top}. Each operation of
 * docs/openapi.yaml is a command, with the operation's parameters and fields as its arguments.
 *
 * <pre>
 *   openapi.yaml ─▶ AdminCommand ─▶ Arguments ─▶ ApiClient ─▶ admin port of a node
 *                                                    │
 *                                                    ▼
 *                                        Table, or JSON as it came
 * </pre>
 */
package io.chatka.shell;
