import type { Words } from "@/lib/words";

export function SearchForm({ locale, text, query = "" }: { locale: string; text: Words; query?: string }) {
  return (
    <form role="search" className="search" action={`/${locale}/search/`}>
      <label className="hidden" htmlFor="q">
        {text.searchHint}
      </label>
      <input
        id="q"
        name="q"
        type="search"
        required
        maxLength={200}
        defaultValue={query}
        placeholder={text.searchHint}
      />
      <button className="button">{text.search}</button>
    </form>
  );
}
