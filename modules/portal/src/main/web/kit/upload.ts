// What is too large to be sent without saying how far it is; fetch does not say that.
import { Problem } from '../api.ts';
import type { Detail } from '../api.ts';

interface Refusal {
  code?: string;
  message?: string;
  details?: Detail[];
}

/** @param progress is told the part that was sent, from 0 to 1 */
export function upload<T>(url: string, form: FormData, progress: (part: number) => void): Promise<{ status: number; data: T }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = event => {
      if (event.lengthComputable) {
        progress(event.loaded / event.total);
      }
    };
    request.onerror = () => reject(new Problem(0, 'NETWORK', ''));
    request.onload = () => {
      const answer = request.response as ({ data: T } & Refusal) | null;
      if (request.status < 400 && answer) {
        resolve({ status: request.status, data: answer.data });
        return;
      }
      reject(new Problem(request.status, answer?.code ?? `HTTP ${request.status}`, answer?.message ?? request.statusText,
        answer?.details ?? [], request.getResponseHeader('x-request-id')));
    };
    request.send(form);
  });
}
