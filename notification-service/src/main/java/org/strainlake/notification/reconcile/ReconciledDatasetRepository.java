package org.strainlake.notification.reconcile;

import org.springframework.data.repository.ListCrudRepository;

/** Datasets that need no comparison any more. */
interface ReconciledDatasetRepository extends ListCrudRepository<ReconciledDataset, String> {}
