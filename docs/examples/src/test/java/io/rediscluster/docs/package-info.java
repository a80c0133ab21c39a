/**
 * What the pages of {@code docs} show, as tests: each code block equals a marked region
 * of these files, and the pages' links, properties and messages are checked here. Nothing
 * here tests what no page shows.
 */
package io.rediscluster.docs;
