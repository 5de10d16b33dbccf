/**
 * What moderators do beside the state of a room: deciding about messages that a filter or the
 * application holds back, and the records of their acts.
 *
 * <pre>
 *   RoomSpeech ─▶ HeldMessages ─▶ ModerationStore ─▶ a moderator approves ─▶ RoomBroker
 *   acts ─▶ ActRecords ─▶ ModerationStore, ChatObserver
 * </pre>
 */
package io.chatka.internal.moderation;
