// What stands in the search box: kept while one looks at a dossier and comes back.

export class SearchText {
  text = $state('');
  /** Key of the row under the cursor. */
  active = $state<string>();
  /** A full code that was opened once does not open again by itself. */
  opened = '';
}
