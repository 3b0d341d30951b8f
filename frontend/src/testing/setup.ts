import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// A busy machine may take its time
configure({ asyncUtilTimeout: 10_000 })
afterEach(cleanup)
