/**
 * The portal: a workspace in a browser. It translates and decides nothing. What is served from here is one page and its
 * files; all that the page shows and does goes by the published API, with the cookie of the session.
 *
 * <p>The page is written in TypeScript, in {@code src/main/web}, and put together by the Maven build without Node. Owns no
 * table, records no event.
 */
package dev.guildhall.portal;
