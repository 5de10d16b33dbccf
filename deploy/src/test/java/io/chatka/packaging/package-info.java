/** Looks at what is delivered: the archive that {@code mvn package} makes is unpacked and used, the files around it are compared with it. */
package io.chatka.packaging;
