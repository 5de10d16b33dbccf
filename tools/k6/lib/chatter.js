// A user who stays in a room for a while and speaks now and then; most scenarios are made of these.
import exec from 'k6/execution';
import { User, now, setting } from './chat.js';

/**
 * A scenario's function.
 * @param until seconds after the scenario's start at which everybody leaves
 * @param every seconds between two messages of a user
 * @param room  the user's room, by its number; by default they are dealt into rooms of ROOM
 */
export function chatter({ until, every = setting('EVERY', 10), room = dealt }) {
  return () => {
    const leaveIn = exec.scenario.startTime + until * 1000 - Date.now();
    let talking;
    let reporting;
    // The rooms of an earlier run may still exist.
    const user = new User(`k6-${room(exec.vu.idInTest)}-${exec.scenario.startTime - (exec.scenario.startTime % 600000)}`, {
      joined() {
        // Spread over the interval.
        talking = setTimeout(function talk() {
          user.say();
          talking = setTimeout(talk, every * 1000);
        }, Math.random() * every * 1000);
        reporting = setInterval(() => user.report(), 5000);
      },
      closed() {
        clearTimeout(talking);
        clearInterval(reporting);
        clearTimeout(leaving);
        user.report();
      },
    });
    const leaving = setTimeout(() => {
      clearTimeout(talking);
      // Its last message is still under way.
      setTimeout(() => user.leave(), 1000);
    }, leaveIn);
  };
}

function dealt(number) {
  return Math.floor((number - 1) / Math.max(1, setting('ROOM', 50)));
}
