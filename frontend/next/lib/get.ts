/**
 * Asks the CMS. A connection that was kept and that the CMS closed at this very moment is no answer: the
 * question is asked once more.
 */
export async function get(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return await fetch(url, init);
  }
}
