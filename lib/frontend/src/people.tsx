import type { Person } from "./types";

interface Placed extends Person {
  depth: number;
}

/** People in the order of the reporting line, each under the person they report to. */
export function reportingOrder(people: Person[]): Placed[] {
  const placed: Placed[] = [];
  const put = (boss: string | null, depth: number) => {
    for (const person of people) {
      if ((person.reports_to ?? null) !== boss || placed.some(({ id }) => id === person.id)) {
        continue;
      }
      placed.push({ ...person, depth });
      put(person.id, depth + 1);
    }
  };
  put(null, 0);
  // Somebody who reports to a person that is not in the list still has to be there.
  for (const person of people) {
    if (placed.some(({ id }) => id === person.id)) continue;
    placed.push({ ...person, depth: 0 });
    put(person.id, 1);
  }
  return placed;
}

export function People({ people }: { people: Person[] }) {
  const names = new Map(people.map((person) => [person.id, person.name]));
  return (
    <table class="people">
      <thead>
        <tr>
          <th scope="col">姓名</th>
          <th scope="col">职务</th>
          <th scope="col">部门或单位</th>
          <th scope="col">向谁汇报</th>
        </tr>
      </thead>
      <tbody>
        {reportingOrder(people).map((person) => (
          <tr key={person.id}>
            <th scope="row" style={{ paddingLeft: `${0.6 + person.depth * 1.1}em` }}>
              {person.depth > 0 && <span aria-hidden="true">└ </span>}
              {person.name}
            </th>
            <td>{person.post}</td>
            <td>{person.department}</td>
            <td>{person.reports_to ? names.get(person.reports_to) : "—"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
