/** Programs outside that answer for extensions and capabilities: what they are sent, and what their answers mean. */
package dev.guildhall.extensions.internal.service;
