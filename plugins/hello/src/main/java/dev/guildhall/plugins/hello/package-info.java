/** The tutorial of {@code plugins/README.md}: one capability, one reaction to an event, one route, one job. */
package dev.guildhall.plugins.hello;
