package io.chatka.tools;

/**
 * What an HTTP port answered.
 *
 * @param status 0 if there was no answer in time, or no connection
 * @param body the part after the headers
 * @param millis how long it took
 */
public record Answer(int status, String body, long millis) {}
