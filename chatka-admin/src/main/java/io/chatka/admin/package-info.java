/**
 * The API of the admin port. docs/openapi.yaml is part of it: routes, roles, and the checks of
 * parameters and bodies are made from that document.
 *
 * <pre>
 *   Request ─▶ ApiDoor ─▶ Guard ─▶ Contract ─▶ Operation ─▶ Handler ─▶ io.chatka.Operations
 *                         Host      path and    parameters   one for each
 *                         key       method      body, role   operationId
 * </pre>
 *
 * <p>Handlers run on a thread of the API, and must not block; answers are written by the admin
 * port's event loop. What goes wrong becomes a {@link io.chatka.admin.Problem}.
 */
package io.chatka.admin;
