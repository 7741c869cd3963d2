/** The tutorial of {@code plugins/README.md}: one capability, one reaction to an event, one route. */
package dev.guildhall.plugins.hello;
