// Where something stands in a case, and the small button that leads there.
import { citationLabel, documentOf, findDocument, firstWords } from "./citations";
import { openPlace } from "./dossier";
import { usePage } from "./page";

type Props = { case: string; place: string; class?: string };

/** 文05 or 文05·7: opens the drawer there. */
export function PlaceChip({ case: caseId, place, class: name = "chip" }: Props) {
  const dossier = usePage().dossiers[caseId];
  const document = documentOf(place);
  const paragraph = place === document ? undefined : place;
  const title = paragraph ? firstWords(dossier, place) : findDocument(dossier, place)?.title;
  const open = () => openPlace({ case: caseId, tab: "documents", document, paragraph });
  return (
    <button class={name} title={title} onClick={open}>
      {citationLabel(place)}
    </button>
  );
}

type ListProps = { case: string; places: string[]; words: string };

/** Where to look: the places behind a word that says what they are to the check. */
export function Places({ case: caseId, places, words }: ListProps) {
  if (!places.length) return null;
  return (
    <p class="check-places">
      {words}
      {places.map((place) => (
        <PlaceChip key={place} case={caseId} place={place} />
      ))}
    </p>
  );
}
