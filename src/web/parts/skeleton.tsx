/** Where charts will be, while the first answer is on its way. */
export function ChartSkeletons({ count, label }: { readonly count: number; readonly label: string }) {
  return (
    <>
      <p class="visually-hidden" role="status">
        {label}
      </p>
      {Array.from({ length: count }, (_, index) => (
        <div class="card chart skeleton" aria-hidden="true" key={index}>
          <div class="skeleton-title" />
          <div class="skeleton-body" />
        </div>
      ))}
    </>
  );
}
