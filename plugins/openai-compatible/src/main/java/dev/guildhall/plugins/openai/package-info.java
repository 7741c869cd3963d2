/**
 * Chat models behind an endpoint of OpenAI's chat completions, which most hosted and local models are offered by. It goes
 * through the host's way out, which holds it to the configured address; a client library would open connections of its own.
 */
package dev.guildhall.plugins.openai;
