#!/bin/bash
# A sweep as a Slurm job array. Each task trains one shard, which is many runs, so an array stays small: clusters limit
# its size (MaxArraySize, often 1001). From the root of a built clone on a file system that all nodes share:
#
#   sbatch lib/training/sweep/cluster/slurm.sh
#   GRID=noLanguage sbatch --array=1-8 lib/training/sweep/cluster/slurm.sh
#   SHARDS=16 sbatch --array=3,7 lib/training/sweep/cluster/slurm.sh          # some shards of sixteen again
#
# A task that is stopped or requeued goes on with the runs that have no record yet. When all tasks have ended:
#
#   npm run -s robustness -- records merge runs/shards/*/records --grid all
#
#SBATCH --job-name=sweep
#SBATCH --array=1-16
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=2G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=sweep-%A-%a.log
set -euo pipefail

grid=${GRID:-all}
shards=${SHARDS:-$SLURM_ARRAY_TASK_MAX}
folder=${RUNS:-runs/shards}/$SLURM_ARRAY_TASK_ID
cd "${CLONE:-$SLURM_SUBMIT_DIR}"

# `exec` passes Slurm's SIGTERM on to the sweep, which then discards only the runs in progress.
# shellcheck disable=SC2086 # OPTIONS is several words
exec node dist/lib/cli/main.js sweep "$grid" --shard "$SLURM_ARRAY_TASK_ID/$shards" \
  --workers "${SLURM_CPUS_PER_TASK:-1}" --records "$folder/records" --checkpoints "$folder/checkpoints" ${OPTIONS:-}
